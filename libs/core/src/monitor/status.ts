import type { JsonObject } from "@countersign/attest";
import { formatTime } from "../time.ts";
import type { StandingAlarm } from "./alarm.ts";
import { alarmJson } from "./event.ts";

/** What a monitor knows now, for whoever looks; times in seconds. */
export type MonitorStatus = {
  readonly origin: string;
  /** When the last turn ended; absent before the first. */
  readonly looked?: number;
  /** The newest checkpoint that verified. */
  readonly checkpoint?: { readonly size: number; readonly root: string; readonly time?: number };
  readonly standing: readonly StandingAlarm[];
  /** How each repository that the policy has, or that somebody follows, is looked at. */
  readonly repositories: readonly { readonly id: string; readonly followed: boolean }[];
  /** Sinks that something waits for, with what went wrong last. */
  readonly waiting: readonly { readonly sink: string; readonly events: number; readonly error?: string }[];
};

/** Alarms that nobody has acknowledged; they decide the exit. */
export function unacknowledged({ standing }: Pick<MonitorStatus, "standing">): readonly StandingAlarm[] {
  return standing.filter(({ acknowledged }) => acknowledged === undefined);
}

/** A status as JSON: `ok` says that nothing stands that is not acknowledged. */
export function statusJson(status: MonitorStatus): JsonObject {
  const { origin, looked, checkpoint, standing, repositories, waiting } = status;
  return {
    ok: unacknowledged(status).length === 0,
    origin,
    ...(looked === undefined ? {} : { looked: formatTime(looked) }),
    ...(checkpoint === undefined ? {} : { checkpoint: checkpointJson(checkpoint) }),
    alarms: standing.map(alarmJson),
    repositories: repositories.map((one) => ({ ...one })),
    waiting: waiting.map((one) => ({ ...one })),
  };
}

function checkpointJson({ time, ...checkpoint }: NonNullable<MonitorStatus["checkpoint"]>): JsonObject {
  return { ...checkpoint, ...(time === undefined ? {} : { time: formatTime(time) }) };
}
