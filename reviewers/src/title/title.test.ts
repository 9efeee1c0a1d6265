import type { Finding } from "@countersign/core";
import { describe, expect, it } from "vitest";
import type { ClassName } from "../detectors/classes.ts";
import { finding } from "../detectors/finding.ts";
import { titleOf } from "./title.ts";

const one = (name: ClassName, risk: Finding["risk"], title: string, code = "x.changed", evidence = {}) =>
  finding("a", name, code, { title, at: [], risk, evidence });

describe("the title of a change", () => {
  it("has the riskiest first, and of equal risk what tells most", () => {
    const all = [
      one("logic", "R4", "Code changed"),
      one("threshold", "R3", "limit 1 → 2"),
      one("remote-code", "R4", "A script runs"),
      one("entity", "R4", "LIST names 40 accounts"),
    ];
    expect(titleOf(all, 3)).toBe("LIST names 40 accounts; A script runs; Code changed; and 1 more");
  });

  it("says what a list is before what it lacks, and nothing of tests and of what the author says", () => {
    const all = [
      one("entity", "R2", "The author's text does not mention: LIST", "claim.unexplained"),
      one("entity", "R3", "LIST has no end", "list.expiry"),
      one("weight", "R3", "reply 12 → 9"),
      one("weight", "R3", "like 1 → 2 in a test", "param.changed", { test: "yes" }),
    ];
    expect(titleOf(all, 1)).toBe("reply 12 → 9; LIST has no end");
  });

  it("has at most twelve words in a clause, and both values", () => {
    const long =
      "follower count threshold for spam detection, follower count threshold for reply ranking together 15000 → 30000 (doubled)";
    expect(titleOf([one("threshold", "R3", long)], 1)).toBe(
      "follower count threshold for spam detection, follower count threshold… 15000 → 30000",
    );
    expect(titleOf([one("entity", "R4", "a b c d e f g h i j k l m n")], 1)).toBe("a b c d e f g h i j k l…");
  });

  it("says that there is nothing to say", () => {
    expect(titleOf([one("logic", "R1", "moved")], 1)).toBe("Nothing of note found in 1 file");
    expect(titleOf([], 2)).toBe("Nothing of note found in 2 files");
  });
});
