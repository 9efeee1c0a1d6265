import { CountersignError, askedBy, changeStanding, changeState, isOutdated } from "@countersign/core";
import type { ChangeRecord, LogContents, Logged, Packet } from "@countersign/core";
import { MANIFEST_MAIN } from "./manifest.ts";

/** A proposed snapshot: where, and which commit. */
export type ProposedCommit = { readonly repository: string; readonly ref: string; readonly commit: string };

/** The newest record of what a proposed snapshot changes on the branch that is in force; undefined before it is captured. */
export function proposedChange(
  { changes }: LogContents,
  { repository, ref, commit }: ProposedCommit,
): Logged<ChangeRecord> | undefined {
  return changes.findLast(
    ({ record }) =>
      record.repository.id === repository &&
      record.ref === MANIFEST_MAIN &&
      record.proposal === ref &&
      record.head.gitCommit === commit,
  );
}

/**
 * Refuses a snapshot whose change is not decided for by all whom the policy asks, at a time (POSIX seconds): `decision.missing`,
 * also before it is captured by the scope and people of now, `decision.held`, `decision.rejected`. Without its packet a change is in any class. Who counts is
 * what the log says; whether what landed may be deployed is for a gate.
 */
export async function requireDecided(
  contents: LogContents,
  proposed: ProposedCommit,
  packetOf: (record: ChangeRecord) => Promise<Packet | undefined>,
  time: number,
): Promise<void> {
  const logged = proposedChange(contents, proposed);
  if (logged === undefined)
    throw new CountersignError("decision.missing", `${proposed.commit} is not captured as a change yet`);
  const { record } = logged;
  const { policies, policy } = contents;
  if (policy.policy.roles.some(({ id }) => isOutdated(policies, { ...record, role: id })))
    throw new CountersignError("decision.missing", `change ${record.change} was captured under another policy`);
  const packet = await packetOf(record);
  const asked = packet === undefined ? {} : askedBy(packet);
  const claimed = changeStanding(contents, record, { ...asked, time }).filter(
    ({ state }) => state !== "NOT_APPLICABLE",
  );
  const state = claimed.length === 0 ? "satisfied" : changeState(claimed);
  switch (state) {
    case "satisfied":
      return;
    case "pending":
      throw new CountersignError("decision.missing", `change ${record.change} waits for decisions`);
    case "held":
      throw new CountersignError("decision.held", `change ${record.change} is held`);
    case "rejected":
      throw new CountersignError("decision.rejected", `change ${record.change} was rejected`);
    default:
      return state satisfies never;
  }
}
