import { changeStanding, replacedBy, roleStandings } from "@countersign/core";
import type { ChangeRecord, ChangeStandingOptions, LogContents, LoggedReview, RoleStanding } from "@countersign/core";
import { logAbout, recordsBeside } from "./log-index.ts";
import type { LogIndex } from "./log-index.ts";

/** A point of the log: a leaf, and when it was written, in milliseconds since the epoch. */
type LogMoment = { readonly leaf: number; readonly at: number };

/** How a change stands before a role, and since when. */
export type TaskHistory = Omit<RoleStanding, "state"> & {
  readonly state: RoleStanding["state"] | "superseded";
  /** When it began to wait for the role, the last time; of what never waited, when it was captured. */
  readonly opened: LogMoment;
  /** When it stopped, if it did. */
  readonly decided?: LogMoment;
};

/** What a task is derived from, apart from the log. */
export type TaskFacts = {
  readonly asked: Pick<ChangeStandingOptions, "classes" | "asked">;
  /** When a leaf was written. */
  readonly at: (leaf: number) => number;
  /** Now, in seconds: an approval that ended opens the task anew. */
  readonly now: number;
};

/**
 * The tasks that a change is, for every role of the policy in force: what the kernel says of it after every leaf that concerns
 * it. So the answer is the same whether the log is followed leaf by leaf or read at once.
 */
export function taskHistories(index: LogIndex, record: ChangeRecord, facts: TaskFacts): readonly TaskHistory[] {
  const found = new Map<string, TaskHistory>();
  for (const leaf of leavesAbout(index, record)) {
    const moment = { leaf, at: facts.at(leaf) };
    const log = logAbout(index, record, leaf + 1);
    if (log !== undefined) step(found, log, record, facts, moment, moment.at / 1000);
  }
  const { contents } = index;
  const log = logAbout(index, record, contents.size);
  if (log === undefined) return [];
  const last = Math.max(...leavesAbout(index, record));
  step(found, log, record, facts, { leaf: last, at: lastEnd(log.reviews, facts.now) ?? facts.at(last) }, facts.now);
  const roles = new Set(contents.policy.policy.roles.map(({ id }) => id));
  return [...found.values()].filter(({ role }) => roles.has(role));
}

/** Leaves at which something may have changed for a change, from the one that captured it on, in order. */
export function leavesAbout(index: LogIndex, record: ChangeRecord): readonly number[] {
  const { contents, byDigest, reviews } = index;
  const captures = byDigest.get(record.changeDigest) ?? [];
  const first = captures.find((one) => one.record.change === record.change)?.leaf ?? 0;
  const all = [
    ...captures,
    ...recordsBeside(index, record.change),
    ...(reviews.get(record.changeDigest) ?? []),
    ...contents.policies,
  ];
  return [...new Set(all.map(({ leaf }) => leaf))].filter((leaf) => leaf >= first).toSorted((a, b) => a - b);
}

function step(
  found: Map<string, TaskHistory>,
  log: LogContents,
  record: ChangeRecord,
  { asked }: TaskFacts,
  moment: LogMoment,
  time: number,
): void {
  const standings = roleStandings(log.policy.policy, changeStanding(log, record, { ...asked, time }));
  const replaced = replacedBy(log, record) !== undefined;
  for (const standing of standings) {
    const before = found.get(standing.role);
    const state = replaced && standing.state === "open" ? "superseded" : standing.state;
    const changed = before?.state !== state;
    const opened = before === undefined || (changed && state === "open") ? moment : before.opened;
    const decided = state === "open" ? undefined : changed ? moment : before?.decided;
    found.set(standing.role, { ...standing, state, opened, ...(decided === undefined ? {} : { decided }) });
  }
}

/** When the last approval ended that has ended by now, in milliseconds. */
function lastEnd(reviews: readonly LoggedReview[], now: number): number | undefined {
  const ends = reviews
    .flatMap(({ record }) => record.conditions?.notAfter ?? [])
    .map((end) => Date.parse(end))
    .filter((end) => end < now * 1000);
  return ends.length === 0 ? undefined : Math.max(...ends);
}
