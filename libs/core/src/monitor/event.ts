import type { JsonObject } from "@countersign/attest";
import { remedyFor } from "../codes.ts";
import { formatTime } from "../time.ts";
import type { StandingAlarm } from "./alarm.ts";

/** Something that happened to an alarm. `number` counts the events of one monitor, so whoever gets one twice can tell. */
export type AlarmEvent = {
  readonly number: number;
  readonly event: "raised" | "cleared" | "acknowledged";
  /** Seconds since the epoch. */
  readonly time: number;
  readonly origin: string;
  readonly alarm: StandingAlarm;
};

/**
 * An event as every sink tells it: `{"event":"raised","number":7,"time":"…","origin":"log.acme.example/feed","alarm":{"id","code",
 * "subject","text","remedy","at":{"leaf","commit","size"},"since"}}`.
 */
export function eventJson({ event, number, time, origin, alarm }: AlarmEvent): JsonObject {
  return { event, number, time: formatTime(time), origin, alarm: alarmJson(alarm) };
}

/** An alarm for machines, with what to do about it. */
export function alarmJson({ id, code, subject, text, remedy, at, since, acknowledged }: StandingAlarm): JsonObject {
  return {
    id,
    code,
    subject,
    text,
    remedy: remedy ?? remedyFor(code),
    at: { ...at },
    since: formatTime(since),
    ...(acknowledged === undefined ? {} : { acknowledged: formatTime(acknowledged) }),
  };
}

/** An event in one sentence. */
export function eventText({ event, alarm }: AlarmEvent): string {
  return `${event.toUpperCase()} ${alarm.code}: ${alarm.text}`;
}
