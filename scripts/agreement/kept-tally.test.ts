import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { expect, it } from "vitest";
import { keep, readKept } from "./kept-tally.ts";
import { NOTHING, addUp, codesTable } from "./tally.ts";

const ONE = { worlds: 2, cases: 8, sampled: 1, merges: 3, codes: { "allow gate.allowed": 6, "deny log.stale": 2 } };
const OTHER = { worlds: 1, cases: 2, sampled: 0, merges: 0, codes: { "deny log.stale": 1, "error git.octopus": 1 } };

it("what was played is kept, and goes on where it was stopped", () => {
  using folder = tempFolder();
  const file = join(folder.path, "kept/tally.json");
  expect(readKept(file)).toEqual({ done: new Set(), tally: NOTHING });
  const kept = { done: new Set([4, 0, 1, 2, 9]), tally: addUp(addUp(NOTHING, ONE), OTHER) };
  keep(file, kept);
  expect(readKept(file)).toEqual(kept);
  expect(kept.tally).toEqual({
    worlds: 3,
    cases: 10,
    sampled: 1,
    merges: 3,
    codes: { "allow gate.allowed": 6, "deny log.stale": 3, "error git.octopus": 1 },
  });
});

it("the codes are told by how often they were the answer", () => {
  expect(codesTable(ONE).split("\n")).toEqual([
    "          6  75.00 %  allow gate.allowed",
    "          2  25.00 %  deny log.stale",
  ]);
});
