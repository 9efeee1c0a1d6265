/** The time that this GitHub lives in. */
export type FakeClock = {
  /** POSIX seconds. */
  readonly now: () => number;
  readonly advance: (seconds: number) => void;
};

/** A clock that stands still until it is advanced. */
export function standingClock(seconds: number): FakeClock {
  let now = seconds;
  return { now: () => now, advance: (more) => void (now += more) };
}

/** The machine's clock, put forward by what it was advanced. */
export function runningClock(): FakeClock {
  let offset = 0;
  return { now: () => Math.floor(Date.now() / 1000) + offset, advance: (more) => void (offset += more) };
}

/** Seconds of a day. */
export const DAY = 86_400;

/** `2026-08-30T14:03:07Z` for POSIX seconds. */
export function iso(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}

/** The same for a time that may not have come. */
export function isoOrNull(seconds: number | null): string | null {
  return seconds === null ? null : iso(seconds);
}
