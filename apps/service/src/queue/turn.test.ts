import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withinFor } from "./service-level.ts";
import { readClock } from "./task-clock.ts";
import { pausesOf } from "./turn.ts";

const MINUTE = 60_000;

describe("a clock", () => {
  it("ends when what is promised is over, and never where nothing is promised", () => {
    expect(readClock(1000, 60, [])).toEqual({ due: 61_000 });
    expect(readClock(1000, undefined, [])).toEqual({});
  });

  it("stands still while the author owes an answer, and goes on with what was left", () => {
    const opened = 10 * MINUTE;
    expect(readClock(opened, 600, [{ from: 12 * MINUTE, to: 15 * MINUTE }])).toEqual({ due: 23 * MINUTE });
    expect(readClock(opened, 600, [{ from: 12 * MINUTE }])).toEqual({ paused: 12 * MINUTE });
    expect(readClock(opened, 600, [{ from: 0, to: 12 * MINUTE }])).toEqual({ due: 22 * MINUTE });
    expect(readClock(opened, 600, [{ from: 0, to: 9 * MINUTE }])).toEqual({ due: 20 * MINUTE });
  });

  it("counts time once, however many answers are owed at once", () => {
    const pause = fc.record({ from: fc.nat(100), length: fc.nat(50) });
    fc.assert(
      fc.property(fc.nat(50), fc.array(pause, { maxLength: 6 }), (opened, pauses) => {
        const spans = pauses.map(({ from, length }) => ({ from, to: from + length }));
        const covered = Array.from({ length: 200 }, (_, at) => at).filter(
          (at) => at >= opened && spans.some(({ from, to }) => from <= at && at < to),
        );
        expect(readClock(opened, 1, spans)).toEqual({ due: opened + 1000 + covered.length });
      }),
    );
  });

  it("is by the first service level that fits", () => {
    const levels = [
      { role: "oracle", risk: "R4", within: 1 },
      { risk: "R4", within: 2 },
      { role: "oracle", within: 3 },
    ];
    const found = [
      withinFor(levels, "oracle", 4),
      withinFor(levels, "guard", 4),
      withinFor(levels, "oracle", 0),
      withinFor(levels, "guard", 0),
    ];
    expect(found).toEqual([1, 2, 3, undefined]);
  });
});

describe("what an author owes", () => {
  it("is from asking, replying and reopening until the answer, or until nobody wants it", () => {
    const turns = (["ask", "answer", "reply", "resolve", "reopen"] as const).map((act, at) => ({
      act,
      at: new Date(at),
    }));
    expect(pausesOf(turns)).toEqual([{ from: 0, to: 1 }, { from: 2, to: 3 }, { from: 4 }]);
  });
});
