import { expect, it } from "vitest";
import type { Work } from "../api/types.ts";
import { earlierOf } from "./earlier.ts";

const decided = (change: string, person: string) => ({
  leaf: 1,
  id: change,
  role: "oracle",
  organisation: "oracle",
  decision: "reject",
  change,
  person,
});
const work: Pick<Work, "change" | "moves" | "decisions"> = {
  change: "third",
  moves: ["first", "second", "third"].map((change, leaf) => ({ leaf, change })),
  decisions: [decided("second", "dora"), decided("first", "dana"), decided("third", "dana")],
};
const looked = (change: string) => ({ change, at: "", same: false, entries: [], fresh: [], gone: [] });

it("the earlier revision is the last one before this that somebody decided about or looked at, and nobody else", () => {
  expect(earlierOf(work, "dana", null)).toEqual({ change: "first", how: "decided" });
  expect(earlierOf(work, "dana", looked("second"))).toEqual({ change: "second", how: "looked" });
  expect(earlierOf(work, "dana", looked("third"))).toEqual({ change: "first", how: "decided" });
  expect(earlierOf(work, "dora", looked("first"))).toEqual({ change: "second", how: "decided" });
  expect(earlierOf(work, "nils", null)).toBeUndefined();
});
