import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Row } from "../patch/row.ts";
import { patchBetween, someContent } from "./drawn-rows.testing.ts";
import { splitView } from "./split-view.ts";

describe("the split view", () => {
  it("has every row once, in git's order on each side", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(someContent, someContent), { minLength: 20, maxLength: 20 }), (pairs) => {
        for (const { rows } of patchBetween(pairs).files.flatMap(({ hunks }) => hunks)) {
          const lines = splitView(rows);
          const of = (side: "left" | "right") => lines.flatMap((line) => line[side] ?? []);
          const places = (without: Row["kind"]) => rows.flatMap(({ kind }, at) => (kind === without ? [] : [at]));
          expect(of("left")).toEqual(places("added"));
          expect(of("right")).toEqual(places("removed"));
          for (const { left, right, paired } of lines) {
            if (paired) expect(left === undefined || right === undefined).toBe(false);
            if (left !== undefined && rows[left]?.kind === "context") expect(right).toBe(left);
          }
        }
      }),
      { numRuns: 10 },
    );
  });

  it("puts an edited line beside what it was", () => {
    const rows: Row[] = [
      { kind: "context", old: 1, new: 1, text: "{", ended: true },
      { kind: "removed", old: 2, text: "limit = 10", ended: true },
      { kind: "added", new: 2, text: "import json", ended: true },
      { kind: "added", new: 3, text: "limit = 20", ended: true },
    ];
    expect(splitView(rows)).toEqual([
      { left: 0, right: 0, paired: true },
      { right: 2, paired: false },
      { left: 1, right: 3, paired: true },
    ]);
  });
});
