import { isOutdated } from "@countersign/core";
import type { ChangeRecord, Role } from "@countersign/core";
import type { Draft } from "./draft.ts";
import type { Policies } from "./policies.ts";
import type { Evidence } from "./use-evidence.ts";

/** What a decision would be made with; `replacedBy` is the change that the proposal moved on to. */
export type Situation = {
  readonly evidence: Evidence;
  readonly record: ChangeRecord;
  readonly policies: Policies;
  readonly role: Role | undefined;
  readonly replacedBy: string | null;
  /** POSIX seconds. */
  readonly now: number;
};

/**
 * Why nothing can be signed now, as a sentence; undefined where something can. As on the command line, whoever speaks against a change needs
 * neither packet nor difference, and may do so when the proposal moved on (attack A3).
 */
export function hindrance(
  { evidence, record, policies, role, replacedBy, now }: Situation,
  draft: Draft,
): string | undefined {
  const { decision, limited, environments, until } = draft;
  if (role === undefined) return "The policy in force gives you no role here: you can read, and decide nothing.";
  if (isOutdated(policies.chain, { ...record, role: role.id }))
    return "The policy changed scope or people since: the change has to be captured again before anybody decides.";
  if (decision === undefined) return "Choose what you decide.";
  if (decision !== "approve") return undefined;
  if (replacedBy !== null) return "The proposal moved on: this revision cannot be approved any more.";
  const { packet, difference, logged } = evidence;
  const shown = [packet, difference, logged].map(({ kind }) => kind);
  if (shown.includes("bad")) return "What was sent is not what a signature would name. Approve nothing here.";
  if (shown.includes("waiting")) return "What you sign is still being recomputed.";
  if (!limited) return undefined;
  if (environments.length === 0 && until === "") return "Choose an environment, or until when it holds.";
  const end = Date.parse(until);
  if (until !== "" && (Number.isNaN(end) || end / 1000 <= now)) return "It has to hold until a time to come.";
  return undefined;
}
