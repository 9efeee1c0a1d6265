/** Seconds by which the clocks of those who sign, of the witnesses and of the gate may differ. */
export const CLOCK_TOLERANCE = 300;

/** Seconds since the epoch as records spell a time: RFC 3339 UTC with whole seconds, `2026-11-22T10:00:00Z`. */
export function formatTime(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}
