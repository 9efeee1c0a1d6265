import { describe, expect, it } from "vitest";
import { cheapestPartition } from "./partition.ts";
import type { SegmentCost } from "./partition.ts";

type Piece = { readonly start: number; readonly end: number; readonly cost: SegmentCost };

function partition(steps: number, pieces: readonly Piece[]): readonly string[] {
  const byStart = Map.groupBy(pieces, ({ start }) => start);
  return cheapestPartition(
    0,
    steps,
    (start) => byStart.get(start) ?? [],
    ({ cost }) => cost,
  ).map(({ start, end, cost }) => `${start}-${end} ${cost}`);
}

const step = (start: number, cost: SegmentCost): Piece => ({ start, end: start + 1, cost });

describe("the cheapest partition of a line", () => {
  it("takes a satisfied run before unexplained steps", () => {
    const steps = [0, 1, 2].map((start) => step(start, "unexplained"));
    expect(partition(3, [...steps, { start: 0, end: 3, cost: "satisfied" }])).toEqual(["0-3 satisfied"]);
  });

  it("leaves the fewest steps unexplained, even at the price of unsatisfied segments", () => {
    const pieces = [step(0, "unexplained"), step(1, "unexplained"), { start: 0, end: 2, cost: "unsatisfied" as const }];
    expect(partition(2, pieces)).toEqual(["0-2 unsatisfied"]);
  });

  it("takes single steps before a run of the same worth", () => {
    const steps = [0, 1, 2].map((start) => step(start, "satisfied"));
    const runs = [2, 3].map((end): Piece => ({ start: 0, end, cost: "satisfied" }));
    expect(partition(3, [...runs, ...steps])).toEqual(["0-1 satisfied", "1-2 satisfied", "2-3 satisfied"]);
  });

  it("stays exact where thousands of small costs add up", () => {
    const many = Array.from({ length: 20_000 }, (_, start) => step(start, "unsatisfied"));
    const one: Piece = { start: 0, end: 20_000, cost: "unexplained" };
    expect(partition(20_000, [...many, one]).length).toBe(20_000);
  });

  it("is empty for a candidate that is the settled commit", () => {
    expect(partition(0, [])).toEqual([]);
  });
});
