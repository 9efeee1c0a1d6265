import { CountersignError, askedBy, changeStanding, changeState } from "@countersign/core";
import type { ChangeRecord, LogContents, Logged, Packet } from "@countersign/core";

/** A proposed snapshot: where, and which commit. */
export type ProposedCommit = { readonly repository: string; readonly ref: string; readonly commit: string };

/** The newest record of what a proposed snapshot changes; undefined before it is captured. */
export function proposedChange(
  { changes }: LogContents,
  { repository, ref, commit }: ProposedCommit,
): Logged<ChangeRecord> | undefined {
  return changes.findLast(
    ({ record }) => record.repository.id === repository && record.proposal === ref && record.head.gitCommit === commit,
  );
}

/**
 * Refuses a snapshot whose change is not decided for by all whom the policy asks, at a time (POSIX seconds): `decision.missing`,
 * also before it is captured, `decision.held`, `decision.rejected`. Without its packet a change is in any class. Who counts is
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
