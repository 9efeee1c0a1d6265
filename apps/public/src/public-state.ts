import { askedBy, changeState, changeStanding, incidentStandings, lateApprovals, reviewsOf } from "@countersign/core";
import type { ChangeRecord, LogContents, Logged, Packet } from "@countersign/core";
import { formatHex } from "@countersign/attest";
import { logByChange } from "./log-by-change.ts";
import type { LogByChange } from "./log-by-change.ts";
import { effectLines } from "./public-rule.ts";
import type { EffectLine, PublicRule } from "./public-rule.ts";

/** A verified log, and what the page needs beside it. */
export type PublicSource = {
  /** Read and verified from the first leaf on (`publishedLog`, `readBundle` and `sound`). */
  readonly log: LogContents;
  /** The cosigned checkpoint of exactly this log. */
  readonly checkpoint: string;
  /** When a leaf was stored, in seconds since the epoch, by the clock of whoever runs the log; undefined where nobody knows. */
  readonly timeOf: (leaf: number) => number | undefined;
  /** The packet of a change, compared with its digest. */
  readonly packetOf: (record: ChangeRecord) => Packet | undefined;
  readonly rule: PublicRule;
};

/** A number, and the leaves that it is counted from. */
export type Counted = { readonly count: number; readonly leaves: readonly number[] };

/** What became of a change. `replaced`: a newer revision took its place before it was decided. */
export type Outcome = "approved" | "sent back" | "rejected" | "waiting" | "replaced";

/** A change as everybody may see it. Neither its id nor that of a record is here: what is hashed without salt could be guessed. */
export type PublicChange = {
  readonly leaf: number;
  /** Seconds since the epoch. */
  readonly at?: number;
  readonly outcome: Outcome;
  readonly decidedAt?: number;
  /** Leaves of the decisions about it. */
  readonly decisions: readonly number[];
  readonly effects: readonly EffectLine[];
};

/** One day, UTC: `2026-11-22`. */
export type PublicDay = {
  readonly day: string;
  readonly captured: number;
  readonly decided: number;
  readonly unreviewed: number;
};

/** Everything that the page and its feeds say; plain data. */
export type PublicState = {
  readonly origin: string;
  readonly size: number;
  /** Root hash, lowercase hex. */
  readonly root: string;
  /** Seconds that the witnesses vouch for. */
  readonly witnessed?: number;
  readonly policyVersion: number;
  readonly trial: boolean;
  readonly now: number;
  readonly since: number;
  readonly checkpoint: string;
  readonly captured: Counted;
  readonly byOutcome: Readonly<Record<Outcome, Counted>>;
  /** Landed or deployed before anybody had reviewed it. */
  readonly unreviewed: Counted;
  readonly emergencies: Counted;
  /** Median seconds from capture to decision. */
  readonly median?: { readonly seconds: number; readonly leaves: readonly number[] };
  readonly days: readonly PublicDay[];
  /** Newest first. */
  readonly changes: readonly PublicChange[];
};

const DAY = 86_400;
const DAYS = 30;
const OUTCOMES: readonly Outcome[] = ["approved", "sent back", "rejected", "waiting", "replaced"];
/** Incidents that say that something landed or ran which nobody had reviewed. */
const UNREVIEWED: ReadonlySet<string> = new Set([
  "change.landed-before-review",
  "audit.approved-after-deployment",
  "audit.no-receipt",
  "audit.no-verdict",
  "audit.unapproved-running",
  "gate.verdict-subject",
]);

/**
 * What everybody may know of the last 30 days, computed from a verified log. Times are those of the log's keeper and vouched for by nobody, so they
 * are bounded by the order of the log: no leaf is older than one before it. What has no time at all counts as of today.
 */
export function publicState(source: PublicSource, now: number): PublicState {
  const { log, checkpoint } = source;
  const { since, at, within } = window(source, now);
  const known = logByChange(log);
  const changes = recentCaptures(log, within).map((change) => publicChange(source, known, change, { at, now }));
  const unreviewed = unreviewedLeaves(log).filter(within);
  return {
    origin: log.origin,
    size: log.size,
    root: formatHex(log.root),
    ...(log.time === undefined ? {} : { witnessed: log.time }),
    policyVersion: log.policy.policy.version,
    trial: log.policy.policy.trial,
    now,
    since,
    checkpoint,
    captured: counted(changes.map(({ leaf }) => leaf)),
    byOutcome: byOutcome(changes),
    unreviewed: counted(unreviewed),
    emergencies: counted(log.breakGlass.map(({ leaf }) => leaf).filter(within)),
    ...medianOf(changes),
    days: daysOf({ now, changes, unreviewed: unreviewed.map(at) }),
    changes: changes.toSorted((a, b) => b.leaf - a.leaf),
  };
}

/** The changes of the last 30 days, whose packets `publicState` asks for. */
export function recentChanges(source: Pick<PublicSource, "log" | "timeOf">, now: number): readonly ChangeRecord[] {
  return recentCaptures(source.log, window(source, now).within).map(({ record }) => record);
}

function window(source: Pick<PublicSource, "log" | "timeOf">, now: number) {
  const since = now - DAYS * DAY;
  const at = orderedTimes(source, now);
  return { since, at, within: (leaf: number) => at(leaf) >= since };
}

/** A later leaf was not stored before an earlier one, whatever its file says. */
function orderedTimes({ log, timeOf }: Pick<PublicSource, "log" | "timeOf">, now: number): (leaf: number) => number {
  const times: number[] = [];
  let latest = 0;
  for (let leaf = 0; leaf < log.size; leaf++) {
    latest = Math.max(latest, Math.min(timeOf(leaf) ?? now, now));
    times.push(latest);
  }
  return (leaf) => times[leaf] ?? now;
}

/** A change that was captured again is the same one. */
function recentCaptures({ changes }: LogContents, within: (leaf: number) => boolean): readonly Logged<ChangeRecord>[] {
  const first = new Map<string, Logged<ChangeRecord>>();
  for (const one of changes) if (!first.has(one.record.change)) first.set(one.record.change, one);
  return [...first.values()].filter(({ leaf }) => within(leaf));
}

function publicChange(
  { packetOf, rule }: PublicSource,
  { about, isReplaced }: LogByChange,
  { leaf, record }: Logged<ChangeRecord>,
  { at, now }: { readonly at: (leaf: number) => number; readonly now: number },
): PublicChange {
  const packet = packetOf(record);
  const log = about(record);
  const outcome = outcomeOf(log, record, packet, isReplaced);
  const said = reviewsOf(log, record);
  const word = WORD_OF[outcome];
  const last = said.findLast(({ record: { decision } }) => decision === word);
  const decidedAt = last === undefined ? undefined : at(last.leaf);
  return {
    leaf,
    at: at(leaf),
    outcome,
    ...(decidedAt === undefined ? {} : { decidedAt }),
    decisions: said.map((one) => one.leaf),
    effects: effectLines(rule, packet?.findings, { decided: decidedAt, now }),
  };
}

const WORD_OF: Readonly<Record<Outcome, "approve" | "hold" | "reject" | "none">> = {
  approved: "approve",
  "sent back": "hold",
  rejected: "reject",
  waiting: "none",
  replaced: "none",
};

function outcomeOf(
  log: LogContents,
  record: ChangeRecord,
  packet: Packet | undefined,
  isReplaced: LogByChange["isReplaced"],
): Outcome {
  const state = changeState(changeStanding(log, record, packet === undefined ? {} : askedBy(packet)));
  switch (state) {
    case "satisfied":
      return "approved";
    case "held":
      return "sent back";
    case "rejected":
      return "rejected";
    case "pending":
      return isReplaced(record) ? "replaced" : "waiting";
    default:
      return never(state);
  }
}

function unreviewedLeaves(log: LogContents): readonly number[] {
  const incidents = incidentStandings(log).flatMap(({ opened: { leaf, record } }) =>
    UNREVIEWED.has(record.code) ? [leaf] : [],
  );
  const late = lateApprovals(log).map(({ index }) => index);
  return [...new Set([...incidents, ...late])].toSorted((a, b) => a - b);
}

function byOutcome(changes: readonly PublicChange[]): Readonly<Record<Outcome, Counted>> {
  const of = (outcome: Outcome) => {
    const some = changes.filter((change) => change.outcome === outcome);
    return { count: some.length, leaves: sorted(some.flatMap(({ leaf, decisions }) => [leaf, ...decisions])) };
  };
  const [approved, sentBack, rejected, waiting, replaced] = OUTCOMES.map(of);
  const none = { count: 0, leaves: [] };
  return {
    approved: approved ?? none,
    "sent back": sentBack ?? none,
    rejected: rejected ?? none,
    waiting: waiting ?? none,
    replaced: replaced ?? none,
  };
}

function counted(leaves: readonly number[]): Counted {
  return { count: leaves.length, leaves: sorted(leaves) };
}

function sorted(leaves: readonly number[]): readonly number[] {
  return [...new Set(leaves)].toSorted((a, b) => a - b);
}

function medianOf(changes: readonly PublicChange[]): Pick<PublicState, "median"> {
  const decided = changes.flatMap(({ leaf, at, decidedAt, decisions }) =>
    at === undefined || decidedAt === undefined
      ? []
      : [{ seconds: Math.max(0, decidedAt - at), leaves: [leaf, ...decisions] }],
  );
  const lengths = decided.map(({ seconds }) => seconds).toSorted((a, b) => a - b);
  const [low, high] = [lengths[(lengths.length - 1) >> 1], lengths[lengths.length >> 1]];
  if (low === undefined || high === undefined) return {};
  return { median: { seconds: Math.round((low + high) / 2), leaves: sorted(decided.flatMap(({ leaves }) => leaves)) } };
}

function daysOf({
  now,
  changes,
  unreviewed,
}: {
  readonly now: number;
  readonly changes: readonly PublicChange[];
  readonly unreviewed: readonly number[];
}): readonly PublicDay[] {
  const captured = countByDay(changes.map(({ at }) => at));
  const decided = countByDay(changes.map(({ decidedAt }) => decidedAt));
  const landed = countByDay(unreviewed);
  return Array.from({ length: DAYS + 1 }, (_, index) => {
    const day = dayOf(now - (DAYS - index) * DAY);
    return {
      day,
      captured: captured.get(day) ?? 0,
      decided: decided.get(day) ?? 0,
      unreviewed: landed.get(day) ?? 0,
    };
  });
}

function countByDay(times: readonly (number | undefined)[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const time of times) {
    if (time === undefined) continue;
    const day = dayOf(time);
    counts.set(day, (counts.get(day) ?? 0) + 1);
  }
  return counts;
}

function dayOf(time: number): string {
  return new Date(time * 1000).toISOString().slice(0, 10);
}

function never(state: never): never {
  throw new TypeError(`no state of a change: ${String(state)}`);
}
