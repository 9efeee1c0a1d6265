import type { Envelope } from "@countersign/attest";
import type { Crypto } from "../crypto.ts";
import type { LogContents } from "../log/contents.ts";
import type { Alarm } from "../monitor/alarm.ts";
import type { Sight } from "../monitor/compare-alarms.ts";
import { conflictAlarm } from "../monitor/conflict-alarms.ts";
import { logAlarms } from "../monitor/log-alarms.ts";
import type { MonitorState } from "../monitor/monitor-state.ts";
import { knownNow } from "../monitor/policy-alarms.ts";
import type { KnownPolicy } from "../monitor/policy-alarms.ts";
import { unreadable } from "../monitor/unreadable.ts";
import type { AuditFinding } from "./audit.ts";
import { verdictFindings } from "./audit-records.ts";
import type { Classify } from "./class-facts.ts";
import { keptConflicts, noteText } from "./kept-conflicts.ts";
import type { Files } from "./log-parts.ts";
import { acknowledgedOf, lastOf, lookAtRepositories } from "./look-at-repositories.ts";
import type { LogSights } from "./look-at-repositories.ts";
import type { LogReading, LogSight, WatchedLog } from "./watch-log.ts";
import type { WatchedRepository } from "./watch-repository.ts";

/** What a monitor looks at, and how. */
export type WatchedParts = {
  readonly crypto: Crypto;
  readonly files: Files;
  readonly classify: Classify;
  readonly log: WatchedLog;
  readonly repositories: ReadonlyMap<string, WatchedRepository>;
  /** Signed verdicts at hand, by the hash that receipts name; without it receipts are compared with none. */
  readonly verdicts?: () => Promise<ReadonlyMap<string, Envelope>>;
  /** Seconds after which a checkpoint is late; half of the policy's shortest freshness where absent. */
  readonly lateAfter?: number;
  /** What stands by the word of whoever runs the monitor, such as a witness that withholds. */
  readonly noticed?: () => Promise<readonly Alarm[]>;
};

/** What everything looked like: its alarms by part, and the state with what has to be remembered of it. */
export type Everything = {
  readonly sights: readonly Sight[];
  readonly state: MonitorState;
  readonly reading?: LogReading;
};

/** Looks at the log, then at each repository by what the log says. What cannot be read is an alarm, and ends none. */
export async function watchEverything(parts: WatchedParts, state: MonitorState, now: number): Promise<Everything> {
  const sights: LogSights = [await parts.log.look()];
  const looks = await lookAtRepositories(parts, state, sights);
  const conflicts = await keptConflicts(parts, state, sights);
  const { reading } = lastOf(sights);
  const known = reading === undefined ? state.policy : policyKnown(parts, reading.read.contents, state);
  const receipts = reading === undefined ? NOTHING : await receiptsOf(parts, reading.read.contents);
  const facts = { now, followed: new Set(parts.repositories.keys()), receipts: receipts.found, ...lateness(parts) };
  return {
    sights: [
      {
        part: "log",
        alarms: reading === undefined || known === undefined ? "unknown" : logAlarms(reading.read, { ...facts, known }),
      },
      {
        part: "sources",
        alarms: [
          ...logSources(parts, lastOf(sights)),
          ...receipts.failures,
          ...looks.flatMap(({ failures }) => failures),
        ],
      },
      { part: "conflicts", alarms: conflicts.map((one) => conflictAlarm(parts.crypto, one)) },
      { part: "noticed", alarms: (await parts.noticed?.()) ?? [] },
      ...looks.map(({ sight: one }) => one),
    ],
    state: {
      ...state,
      conflicts,
      ...(known === undefined ? {} : { policy: known }),
      ...(reading === undefined ? {} : { checkpoint: noteText(reading.note) }),
      refs: { ...state.refs, ...Object.fromEntries(looks.flatMap(({ refs }) => refs)) },
    },
    ...(reading === undefined ? {} : { reading }),
  };
}

/** The version that was in force when the monitor first looked, and those that somebody took note of since. */
function policyKnown({ crypto }: WatchedParts, contents: LogContents, state: MonitorState): KnownPolicy {
  const { policy, sha256 } = contents.policy;
  const { policy: known = { version: policy.version, sha256 } } = state;
  return knownNow(crypto, contents, known, acknowledgedOf(state));
}

function lateness({ lateAfter }: WatchedParts) {
  return lateAfter === undefined ? {} : { lateAfter };
}

function logSources({ crypto }: WatchedParts, { conflict, failure }: LogSight): readonly Alarm[] {
  const back = conflict?.code === "log.rollback" ? [conflict] : [];
  return [
    ...back.map(({ code, kept, other }) =>
      conflictAlarm(crypto, { code, kept: noteText(kept), other: noteText(other) }),
    ),
    ...(failure === undefined ? [] : [unreadable("log", failure)]),
  ];
}

type Receipts = { readonly found: readonly AuditFinding[]; readonly failures: readonly Alarm[] };

const NOTHING: Receipts = { found: [], failures: [] };

async function receiptsOf({ crypto, verdicts }: WatchedParts, log: LogContents): Promise<Receipts> {
  if (verdicts === undefined) return NOTHING;
  try {
    return { ...NOTHING, found: verdictFindings(crypto, log, await verdicts()) };
  } catch (error) {
    return { ...NOTHING, failures: [unreadable("verdicts", error)] };
  }
}
