import type { Decision, RevokeReason } from "@countersign/core";

/** What somebody is about to say of a change, as they write it. `limited`: an approval with conditions. */
export type Draft = {
  readonly decision?: Decision;
  readonly limited: boolean;
  readonly role?: string;
  readonly environments: readonly string[];
  /** As a field for date and time has it, in the time of the place; empty for no end. */
  readonly until: string;
  readonly reason?: RevokeReason;
  readonly message: string;
};

export const EMPTY_DRAFT: Draft = { limited: false, environments: [], until: "", message: "" };
const DECISIONS: readonly Decision[] = ["approve", "hold", "reject", "revoke"];
export const REVOKE_REASONS: readonly RevokeReason[] = ["expired-review", "harmful", "mistake"];

/** The draft that this browser keeps of what a person says of a change; nothing where there is none that can be read. */
export function readDraft(kept: Storage, person: string, change: string): Draft {
  try {
    const said: Readonly<Record<string, unknown>> = { ...JSON.parse(kept.getItem(keyOf(person, change)) ?? "{}") };
    const { environments, until, message, role } = said;
    const decision = DECISIONS.find((one) => one === said["decision"]);
    const reason = REVOKE_REASONS.find((one) => one === said["reason"]);
    return {
      limited: said["limited"] === true,
      environments: Array.isArray(environments) ? environments.filter((one) => typeof one === "string") : [],
      until: typeof until === "string" ? until : "",
      message: typeof message === "string" ? message : "",
      ...(typeof role === "string" ? { role } : {}),
      ...(decision === undefined ? {} : { decision }),
      ...(reason === undefined ? {} : { reason }),
    };
  } catch {
    return EMPTY_DRAFT;
  }
}

/** Keeps a draft, so that neither a reload nor the end of a session takes it along. */
export function keepDraft(kept: Storage, person: string, change: string, draft: Draft): void {
  kept.setItem(keyOf(person, change), JSON.stringify(draft));
}

/** Forgets it once it was said. */
export function dropDraft(kept: Storage, person: string, change: string): void {
  kept.removeItem(keyOf(person, change));
}

const keyOf = (person: string, change: string) => `countersign.draft.${person}.${change}`;
