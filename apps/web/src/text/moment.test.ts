import { expect, it } from "vitest";
import { spellMoment, spellSpan, spellUtc } from "./moment.ts";

it("a span is told in its two largest units", () => {
  const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
  const spans = [-5, 999, 59_999, minute, 100 * minute, 2 * hour, 23 * hour + 59 * minute, day, 3 * day + 4 * hour];
  expect(spans.map(spellSpan)).toEqual(["0 s", "0 s", "59 s", "1 m", "1 h 40 m", "2 h", "23 h 59 m", "1 d", "3 d 4 h"]);
});

it("a time is told with the day where it is not today, and with the year where it is not this one", () => {
  const now = new Date(2026, 10, 29, 18, 5).getTime();
  const at = (...when: readonly [number, number, number, number, number]) =>
    spellMoment(new Date(...when).getTime(), now);
  expect([at(2026, 10, 29, 4, 3), at(2026, 10, 30, 9, 0), at(2027, 0, 2, 9, 0)]).toEqual([
    "04:03",
    "30 Nov 09:00",
    "2 Jan 2027 09:00",
  ]);
  expect(spellUtc(Date.UTC(2026, 10, 29, 14, 2, 11))).toBe("2026-11-29 14:02:11 UTC");
});
