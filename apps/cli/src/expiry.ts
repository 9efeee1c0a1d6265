import { AttestError } from "@countersign/attest";
import { CountersignError, parseDuration } from "@countersign/core";

/** The end of something that begins at `now` (seconds since the epoch) and lasts for a duration such as `P30D`; `usage.duration`. */
export function endAfter(text: string, now: number): string {
  const seconds = durationOf(text);
  const end = new Date((now + seconds) * 1000);
  if (seconds === 0 || Number.isNaN(end.getTime()) || end.getUTCFullYear() > 9999)
    throw new CountersignError("usage.duration", `${JSON.stringify(text.slice(0, 40))} from now is no time to end at`);
  return `${end.toISOString().slice(0, 19)}Z`;
}

/** Seconds of a duration such as `PT15M`; `usage.duration`. */
export function durationOf(text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    if (!(error instanceof CountersignError || error instanceof AttestError)) throw error;
    throw new CountersignError("usage.duration", error.detail, { cause: error });
  }
}
