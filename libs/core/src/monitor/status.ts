import type { JsonObject } from "@countersign/attest";
import { formatTime } from "../time.ts";
import type { StandingAlarm } from "./alarm.ts";
import { alarmJson } from "./event.ts";
import type { Unread } from "./unread.ts";

/** What a monitor knows now, for whoever looks; times in seconds. */
export type MonitorStatus = {
  readonly origin: string;
  /** When the last turn ended; absent before the first. */
  readonly looked?: number;
  /** The newest checkpoint that verified. */
  readonly checkpoint?: { readonly size: number; readonly root: string; readonly time?: number };
  readonly standing: readonly StandingAlarm[];
  /** What could not be read at the newest look, and has not lasted long enough to be an alarm. */
  readonly unread: readonly Unread[];
  /** How each repository that the policy has, or that somebody follows, is looked at. */
  readonly repositories: readonly { readonly id: string; readonly followed: boolean }[];
  /** Sinks that something waits for, with what went wrong last. */
  readonly waiting: readonly { readonly sink: string; readonly events: number; readonly error?: string }[];
};

/** Alarms that nobody has acknowledged; they decide the exit. */
export function unacknowledged({ standing }: Pick<MonitorStatus, "standing">): readonly StandingAlarm[] {
  return standing.filter(({ acknowledged }) => acknowledged === undefined);
}

/** Whether nothing stands that nobody acknowledged, and everything could be read. */
export function isQuiet(status: Pick<MonitorStatus, "standing" | "unread">): boolean {
  return unacknowledged(status).length === 0 && status.unread.length === 0;
}

/** A status as JSON: `ok` as in `isQuiet`. */
export function statusJson(status: MonitorStatus): JsonObject {
  const { origin, looked, checkpoint, standing, unread, repositories, waiting } = status;
  return {
    ok: isQuiet(status),
    origin,
    ...(looked === undefined ? {} : { looked: formatTime(looked) }),
    ...(checkpoint === undefined ? {} : { checkpoint: checkpointJson(checkpoint) }),
    alarms: standing.map(alarmJson),
    unread: unread.map(({ subject, text, since }) => ({ subject, text, since: formatTime(since) })),
    repositories: repositories.map((one) => ({ ...one })),
    waiting: waiting.map((one) => ({ ...one })),
  };
}

function checkpointJson({ time, ...checkpoint }: NonNullable<MonitorStatus["checkpoint"]>): JsonObject {
  return { ...checkpoint, ...(time === undefined ? {} : { time: formatTime(time) }) };
}
