import { CountersignError } from "@countersign/core";
import type { ChangeRecord, Logged, Policy } from "@countersign/core";
import type { SharedHome } from "@countersign/home";
import type { Database } from "../store/database.ts";
import { requirePerson } from "./actor.ts";
import type { PersonActor } from "./actor.ts";
import { lookAtLog } from "./log-sight.ts";
import { lastLooked } from "./looked.ts";
import { revisionDifference } from "./revision-difference.ts";
import type { RevisionDifference } from "./revision-difference.ts";

/** What is new to somebody: since when, since which revision; without these the person has not looked yet. */
export type SinceLooked = {
  readonly change: string;
  readonly since?: { readonly change: string; readonly at: Date; readonly difference: RevisionDifference };
};

/** What changed in a proposal since somebody looked at it last, by the log and its packets. `queue.unknown` where there is no such change. */
export async function sinceLooked(
  db: Database,
  home: SharedHome,
  policy: Policy,
  actor: PersonActor,
  change: string,
): Promise<SinceLooked> {
  requirePerson(policy, actor);
  const seen = await lastLooked(db, actor, change);
  const sight = await lookAtLog(home);
  const newest = (id: string): Logged<ChangeRecord> | undefined =>
    sight?.contents.changes.findLast(({ record }) => record.change === id);
  const now = newest(change);
  if (sight === undefined || now === undefined) throw new CountersignError("queue.unknown", "there is no such change");
  const before = seen === undefined ? undefined : newest(seen.change);
  if (seen === undefined || before === undefined) return { change };
  const revision = async ({ record }: Logged<ChangeRecord>) => ({ record, packet: await sight.packet(record) });
  return { change, since: { ...seen, difference: revisionDifference(await revision(before), await revision(now)) } };
}
