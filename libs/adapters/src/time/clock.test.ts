import { describe, expect, it } from "vitest";
import { fixedClock, systemClock } from "./clock.ts";

describe("the clock", () => {
  it("of the machine shows whole seconds since 1970", () => {
    const before = Date.now() / 1000 - 1;
    const now = systemClock().now();
    expect(Number.isSafeInteger(now)).toBe(true);
    expect(now).toBeGreaterThan(before);
    expect(now).toBeLessThanOrEqual(Date.now() / 1000);
  });

  it("that is fixed stands still", () => {
    const clock = fixedClock(1_796_000_000);
    expect([clock.now(), clock.now()]).toEqual([1_796_000_000, 1_796_000_000]);
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])("cannot be fixed at %s", (seconds) => {
    expect(() => fixedClock(seconds)).toThrow(RangeError);
  });
});
