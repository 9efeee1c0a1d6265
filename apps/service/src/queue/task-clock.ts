/** Stands where a clock has no end: it is after every other time, so that there is an order. */
export const NEVER = new Date("9999-12-31T00:00:00Z");

/** For how long the author owed something, in milliseconds since the epoch; without `to` still. */
export type Pause = { readonly from: number; readonly to?: number };

/** What a clock says: when it ends, or since when it stands still. In milliseconds since the epoch. */
export type ClockReading = { readonly due?: number; readonly paused?: number };

/**
 * Reads the clock of a task that was opened then, for which so many seconds are promised. It stands still while the author
 * owes an answer, however many are owed at once, and goes on with what was left. Without a promise it never ends.
 */
export function readClock(opened: number, within: number | undefined, pauses: readonly Pause[]): ClockReading {
  const spans = pauses
    .map(({ from, to = Infinity }) => ({ from: Math.max(from, opened), to }))
    .filter(({ from, to }) => to > from)
    .toSorted((a, b) => a.from - b.from);
  let stood = 0;
  let end = opened;
  let paused: number | undefined;
  for (const { from, to } of spans) {
    if (to === Infinity) paused ??= Math.max(from, opened);
    if (to !== Infinity) stood += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
    if (end === Infinity) break;
  }
  if (paused !== undefined) return { paused };
  return within === undefined ? {} : { due: opened + within * 1000 + stood };
}
