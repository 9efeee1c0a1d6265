import { systemClock } from "@countersign/adapters/time";
import type { LogContents } from "@countersign/core";
import { spellDuration } from "@countersign/core";
import type { Environment } from "@countersign/core";
import { examine } from "./examination.ts";
import type { Check, Found } from "./examination.ts";

/** Seconds by which the clock of a gate may be behind the witnesses. */
const TOLERANCE = 300;

/** The newest witness time against this clock, who cosigns, and how fresh the log is for each environment. */
export function logChecks(log: LogContents): readonly Promise<Check>[] {
  const now = systemClock().now();
  return [
    examine("clock", () => clock(log, now)),
    examine("witnesses", () => witnesses(log)),
    ...log.policy.policy.environments.map((one) => examine(`freshness.${one.id}`, () => freshness(log, one, now))),
  ];
}

function clock({ time }: LogContents, now: number): Found {
  if (time === undefined) return "no witness vouches for a time to compare this clock with";
  if (time <= now + TOLERANCE) return `this clock is not behind the witnesses (${spelled(time)})`;
  return { state: "fails", code: "time.future", message: `witnesses say ${spelled(time)}, this clock ${spelled(now)}` };
}

function witnesses({ policy, size, time }: LogContents): Found {
  const { log } = policy.policy;
  if (log.quorum === "none") return { state: "warning", code: "log.quorum", message: "no witness watches this log" };
  const names = log.witnesses.map(({ name }) => name).join(", ");
  return `the checkpoint of ${size} leaves has its quorum of ${names} (${time === undefined ? "no time" : spelled(time)})`;
}

function freshness({ time }: LogContents, { freshness: limit }: Environment, now: number): Found {
  if (limit === undefined) return "asks for no fresh log";
  const age = time === undefined ? Infinity : now - time;
  const message = `the log is ${age === Infinity ? "without a time" : `${age} seconds old`}, at most ${spellDuration(limit)}`;
  if (age > limit) return { state: "fails", code: "log.stale", message };
  return age * 5 > limit * 4 ? { state: "warning", code: "log.stale", message } : message;
}

function spelled(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
