import { formatHex } from "@countersign/attest";
import type { Crypto } from "../crypto.ts";
import { CountersignError } from "../error.ts";
import { compareAlarms } from "../monitor/compare-alarms.ts";
import type { StandingAlarm } from "../monitor/alarm.ts";
import type { AlarmEvent } from "../monitor/event.ts";
import { formatMonitorState, newMonitorState, parseMonitorState } from "../monitor/monitor-state.ts";
import type { MonitorState } from "../monitor/monitor-state.ts";
import { enqueue } from "../monitor/outbox.ts";
import { holdBack } from "../monitor/unread.ts";
import type { Unread } from "../monitor/unread.ts";
import type { MonitorStatus } from "../monitor/status.ts";
import { deliver } from "./deliver.ts";
import type { AlarmSink, Retries } from "./deliver.ts";
import { inTurn } from "./in-turn.ts";
import type { Files } from "./log-parts.ts";
import { watchEverything } from "./watch-everything.ts";
import type { WatchedParts } from "./watch-everything.ts";
import type { LogReading, WatchedLog } from "./watch-log.ts";
import { watchRepository } from "./watch-repository.ts";
import type { FollowedRepository } from "./watch-repository.ts";

/** What a monitor runs on. */
export type MonitorParts = Pick<WatchedParts, "classify" | "verdicts" | "lateAfter" | "noticed"> & {
  readonly crypto: Crypto;
  readonly origin: string;
  /** Begins to follow the log, after the newest checkpoint that an earlier run has seen. */
  readonly log: (seen: Uint8Array | undefined) => WatchedLog;
  /** Repositories that are followed, by their ids in the policy. */
  readonly repositories: ReadonlyMap<string, FollowedRepository>;
  readonly sinks: readonly AlarmSink[];
  /** The monitor's own folder; nobody else may write there. */
  readonly files: Files;
  /** Our own clock, in seconds. */
  readonly now: () => number;
  /** Seconds for which what cannot be read is no alarm yet; none where absent. */
  readonly grace?: number;
};

/** What a turn changed. */
export type MonitorTurn = { readonly raised: readonly StandingAlarm[]; readonly cleared: readonly StandingAlarm[] };

/** A monitor at work. Its turns follow one another, whoever asks for them. */
export type Monitor = {
  /** Looks at everything once, keeps what it saw, and tells the sinks. Throws where nothing could be kept. */
  readonly turn: () => Promise<MonitorTurn>;
  /** Takes note of alarms that stand (`usage.alarm` for others): they stay listed and decide nothing any more. */
  readonly acknowledge: (ids: readonly string[]) => Promise<void>;
  readonly status: () => MonitorStatus;
};

type Running = {
  readonly parts: MonitorParts;
  readonly watched: WatchedParts;
  readonly retries: Retries;
  state: MonitorState;
  reading: LogReading | undefined;
  /** As of the newest turn of this run: a monitor that is begun again waits anew. */
  unread: readonly Unread[];
  looked: number | undefined;
};

const STATE = "monitor.json";

/** Opens a monitor on its folder: what stood, and what nobody was told yet, is as it was. `state.…` for a folder of anything else. */
export async function openMonitor(parts: MonitorParts): Promise<Monitor> {
  const { crypto, files, origin, classify, verdicts, lateAfter, noticed } = parts;
  const kept = await files.get(STATE);
  const state = kept === undefined ? newMonitorState(origin) : parseMonitorState(kept, origin);
  const seen = state.checkpoint === undefined ? undefined : new TextEncoder().encode(state.checkpoint);
  const repositories = [...parts.repositories].map(
    ([id, source]) => [id, watchRepository({ crypto, classify, source }, id)] as const,
  );
  const watched: WatchedParts = {
    crypto,
    files,
    classify,
    ...(verdicts === undefined ? {} : { verdicts }),
    ...(lateAfter === undefined ? {} : { lateAfter }),
    ...(noticed === undefined ? {} : { noticed }),
    log: parts.log(seen),
    repositories: new Map(repositories),
  };
  const running: Running = {
    parts,
    watched,
    retries: new Map(),
    state,
    reading: undefined,
    unread: [],
    looked: undefined,
  };
  const turns = inTurn();
  return {
    turn: () => turns.run(() => turn(running)),
    acknowledge: (ids) => turns.run(() => acknowledge(running, ids)),
    status: () => statusOf(running),
  };
}

async function turn(running: Running): Promise<MonitorTurn> {
  const { parts, watched } = running;
  const { crypto, now, grace = 0 } = parts;
  const seen = await watchEverything(watched, running.state, now());
  running.reading = seen.reading ?? running.reading;
  running.looked = now();
  const before = { standing: running.state.standing, unread: running.unread };
  const { sights, unread } = holdBack(crypto, seen.sights, before, { now: now(), grace });
  running.unread = unread;
  const { standing, raised, cleared } = compareAlarms(crypto, running.state.standing, sights, now());
  await keepAndTell(running, { ...seen.state, standing }, [
    ...raised.map((alarm) => ({ event: "raised", alarm }) as const),
    ...cleared.map((alarm) => ({ event: "cleared", alarm }) as const),
  ]);
  return { raised, cleared };
}

async function acknowledge(running: Running, ids: readonly string[]): Promise<void> {
  const { state, parts } = running;
  const wanted = new Set(ids);
  const unknown = ids.find((id) => !state.standing.some((alarm) => alarm.id === id));
  if (unknown !== undefined) throw new CountersignError("usage.alarm", `no alarm ${JSON.stringify(unknown)} stands`);
  const acknowledged = parts.now();
  const standing = state.standing.map((alarm) => (wanted.has(alarm.id) ? { acknowledged, ...alarm } : alarm));
  const news = standing.filter(
    (alarm, at) => alarm !== state.standing[at] && state.standing[at]?.acknowledged === undefined,
  );
  await keepAndTell(
    running,
    { ...state, standing },
    news.map((alarm) => ({ event: "acknowledged", alarm })),
  );
}

/** What stands and what has to be told are one write, so that a crash neither repeats an alarm nor forgets one. */
async function keepAndTell(
  running: Running,
  next: MonitorState,
  news: readonly Pick<AlarmEvent, "event" | "alarm">[],
): Promise<void> {
  const { sinks, origin, now } = running.parts;
  const events = news.map((one, at) => ({ ...one, number: next.next + at, time: now(), origin }));
  const names = sinks.map(({ name }) => name);
  running.state = { ...next, next: next.next + events.length, pending: enqueue(next.pending, names, events) };
  // Where nothing can be kept, people are told all the same.
  const unsaved = await save(running).then(
    () => [],
    (error: unknown) => [error],
  );
  const pending = await deliver(running.state.pending, sinks, running.retries, now());
  const delivered = pending.length < running.state.pending.length;
  running.state = { ...running.state, pending };
  if (delivered && unsaved.length === 0) await save(running);
  for (const error of unsaved) throw error;
}

async function save({ parts: { files }, state }: Running): Promise<void> {
  await files.put(STATE, formatMonitorState(state));
}

function statusOf({ parts, state, reading, unread, looked, retries }: Running): MonitorStatus {
  const contents = reading?.read.contents;
  const ids = new Set([
    ...(contents?.policy.policy.repositories.map(({ id }) => id) ?? []),
    ...parts.repositories.keys(),
  ]);
  return {
    origin: state.origin,
    ...(looked === undefined ? {} : { looked }),
    ...(contents === undefined ? {} : { checkpoint: checkpointOf(contents) }),
    standing: state.standing,
    unread,
    repositories: [...ids].map((id) => ({ id, followed: parts.repositories.has(id) })),
    waiting: [...Map.groupBy(state.pending, ({ sink }) => sink)].map(([sink, events]) => {
      const error = retries.get(sink)?.error;
      return { sink, events: events.length, ...(error === undefined ? {} : { error }) };
    }),
  };
}

function checkpointOf({ size, root, time }: LogReading["read"]["contents"]) {
  return { size, root: formatHex(root), ...(time === undefined ? {} : { time }) };
}
