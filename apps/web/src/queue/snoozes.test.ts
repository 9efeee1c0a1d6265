import { expect, it } from "vitest";
import { snoozes } from "./snoozes.ts";

it.each([
  [
    "a Friday",
    27,
    [
      ["Tomorrow", 28],
      ["Monday", 30],
    ],
  ],
  [
    "a Monday",
    23,
    [
      ["Tomorrow", 24],
      ["Monday", 30],
    ],
  ],
  ["a Sunday", 29, [["Tomorrow", 30]]],
])("on %s the mornings that are offered are ahead", (_day, date, mornings) => {
  const now = new Date(2026, 10, date, 16, 30).getTime();
  const offered = snoozes(now);
  expect(offered.every(([, at]) => at > now)).toBe(true);
  expect(offered.slice(2).map(([name, at]) => [name, new Date(at).getDate()])).toEqual(mornings);
});
