import type { Envelope } from "@countersign/attest";
import { AttestError } from "@countersign/attest";
import { LogError } from "@countersign/tlog";
import type { Crypto } from "../crypto.ts";
import { CountersignError } from "../error.ts";
import type { LogContents } from "../log/contents.ts";
import { alarm, repositoryPart } from "../monitor/alarm.ts";
import type { Alarm } from "../monitor/alarm.ts";
import type { Sight } from "../monitor/compare-alarms.ts";
import { conflictAlarm, conflictFolder, conflictName } from "../monitor/conflict-alarms.ts";
import { logAlarms } from "../monitor/log-alarms.ts";
import type { MonitorState } from "../monitor/monitor-state.ts";
import { knownNow } from "../monitor/policy-alarms.ts";
import type { KnownPolicy } from "../monitor/policy-alarms.ts";
import type { AuditFinding } from "./audit.ts";
import { verdictFindings } from "./audit-records.ts";
import type { Classify } from "./class-facts.ts";
import type { Files } from "./log-parts.ts";
import type { LogConflict, LogReading, LogSight, WatchedLog } from "./watch-log.ts";
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
};

/** What everything looked like: its alarms by part, and the state with what has to be remembered of it. */
export type Everything = {
  readonly sights: readonly Sight[];
  readonly state: MonitorState;
  readonly reading?: LogReading;
};

/** Looks at the log, then at each repository by what the log says. What cannot be read is an alarm, and ends none. */
export async function watchEverything(parts: WatchedParts, state: MonitorState, now: number): Promise<Everything> {
  const sight = await parts.log.look();
  const conflicts = await keptConflicts(parts, state, sight.conflict);
  const { reading } = sight;
  const known = reading === undefined ? state.policy : policyKnown(parts, reading.read.contents, state);
  const receipts = reading === undefined ? NOTHING : await receiptsOf(parts, reading.read.contents);
  const looks = await repositoriesOf(parts, state, reading?.read.contents);
  const facts = { now, followed: new Set(parts.repositories.keys()), receipts: receipts.found, ...lateness(parts) };
  return {
    sights: [
      {
        part: "log",
        alarms: reading === undefined || known === undefined ? "unknown" : logAlarms(reading.read, { ...facts, known }),
      },
      {
        part: "sources",
        alarms: [...logSources(parts, sight), ...receipts.failures, ...looks.flatMap(({ failures }) => failures)],
      },
      { part: "conflicts", alarms: conflicts.map((one) => conflictAlarm(parts.crypto, one)) },
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

function acknowledgedOf({ standing }: MonitorState): ReadonlySet<string> {
  return new Set(standing.filter(({ acknowledged }) => acknowledged !== undefined).map(({ id }) => id));
}

function lateness({ lateAfter }: WatchedParts) {
  return lateAfter === undefined ? {} : { lateAfter };
}

function noteText(note: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(note);
}

/** Proofs of a fork that are kept; more of them prove no more. */
const MOST_CONFLICTS = 20;

/** Both notes are durable before anybody hears of them; a fork is remembered for ever. */
async function keptConflicts(
  { crypto, files }: WatchedParts,
  { conflicts }: MonitorState,
  found: LogConflict | undefined,
): Promise<MonitorState["conflicts"]> {
  if (found === undefined) return conflicts;
  const { code } = found;
  const conflict = { code, kept: noteText(found.kept), other: noteText(found.other) };
  const name = conflictName(crypto, conflict);
  await files.put(`${conflictFolder(name)}/kept`, found.kept);
  await files.put(`${conflictFolder(name)}/other`, found.other);
  const isKnown = conflicts.some((one) => conflictName(crypto, one) === name);
  if (code !== "log.fork" || isKnown || conflicts.length >= MOST_CONFLICTS) return conflicts;
  return [...conflicts, { ...conflict, code }];
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

/** What was looked at, and alarms that it could not be. */
type Look = {
  readonly sight: Sight;
  readonly failures: readonly Alarm[];
  readonly refs: readonly (readonly [string, MonitorState["refs"][string]])[];
};

async function repositoriesOf(
  parts: WatchedParts,
  state: MonitorState,
  log: LogContents | undefined,
): Promise<readonly Look[]> {
  const looks: Look[] = [];
  for (const [id, repository] of parts.repositories) looks.push(await lookAt(id, repository, state, log));
  return looks;
}

async function lookAt(
  id: string,
  repository: WatchedRepository,
  state: MonitorState,
  log: LogContents | undefined,
): Promise<Look> {
  const part = repositoryPart(id);
  const unseen = (failures: readonly Alarm[]): Look => ({ sight: { part, alarms: "unknown" }, failures, refs: [] });
  if (log === undefined) return unseen([]);
  if (!log.policy.policy.repositories.some((one) => one.id === id))
    return unseen([unreadable(part, new CountersignError("policy.repository", `the policy has no repository ${id}`))]);
  const remembered = new Map(Object.entries(state.refs[id] ?? {}));
  try {
    const found = await repository.look(log, { refs: remembered, acknowledged: acknowledgedOf(state) });
    const refs = [[id, Object.fromEntries(found.refs)] as const];
    return { sight: { part, alarms: found.alarms }, failures: [], refs };
  } catch (error) {
    // One repository must not keep a monitor from the others.
    return unseen([unreadable(part, error)]);
  }
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

function unreadable(subject: string, error: unknown): Alarm {
  const said = error instanceof CountersignError || error instanceof AttestError || error instanceof LogError;
  const text = said ? `${error.code}: ${error.detail}` : `internal.crash: ${String(error)}`;
  return alarm({
    part: "sources",
    code: "monitor.unreadable",
    subject,
    text: `the ${subject} cannot be followed: ${text}`,
    at: {},
  });
}
