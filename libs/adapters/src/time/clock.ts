/** Where the program gets the time from. */
export type Clock = {
  /** Seconds since 1970-01-01T00:00:00Z, an integer, without leap seconds. */
  readonly now: () => number;
};

/** The clock of this machine, rounded down to whole seconds. It may jump when the machine's clock is set. */
export function systemClock(): Clock {
  return { now: () => Math.floor(Date.now() / 1000) };
}

/** A clock that stands still at `seconds` since 1970-01-01T00:00:00Z; a `RangeError` unless that is a safe integer from 0 on. */
export function fixedClock(seconds: number): Clock {
  if (!Number.isSafeInteger(seconds) || seconds < 0) {
    throw new RangeError(`a clock shows whole seconds since 1970, not ${seconds}`);
  }
  return { now: () => seconds };
}
