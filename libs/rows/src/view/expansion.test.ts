import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Row } from "../patch/row.ts";
import { blobLines } from "../text/blob-lines.ts";
import { encodeText } from "../text/text.ts";
import { patchBetween, someContent } from "./drawn-rows.testing.ts";
import { expandGap, gapsOf, wholeFile } from "./expansion.ts";

const sidesOf = (old: string, now: string) => ({ old: blobLines(encodeText(old)), new: blobLines(encodeText(now)) });
const refused = expect.objectContaining({ code: "git.patch-blob" });
const contentOf = (rows: readonly Row[], without: Row["kind"]) =>
  rows
    .filter(({ kind }) => kind !== without)
    .map(({ text, ended }) => text + (ended ? "\n" : ""))
    .join("");
/** A content with a long tail, so that there are gaps. */
const long = (text: string) => `${text}\n${Array.from({ length: 40 }, (_, at) => `line ${at}\n`).join("")}${text}`;

describe("the whole of a file", () => {
  it("is both contents, letter for letter, whatever they are", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(someContent, someContent), { minLength: 20, maxLength: 20 }), (some) => {
        const pairs = some.map(([old, now], at) =>
          at % 2 === 0 ? ([old, now] as const) : ([long(old), long(now)] as const),
        );
        for (const { newPath, hunks } of patchBetween(pairs).files) {
          const [old, now] = pairs[Number(newPath.slice(1))] ?? ["", ""];
          const rows = wholeFile(sidesOf(old, now), hunks);
          expect([contentOf(rows, "added"), contentOf(rows, "removed")]).toEqual([old, now]);
        }
      }),
      { numRuns: 10 },
    );
  });

  const [old, now] = [long("a"), long("b")];
  const hunks = patchBetween([[old, now]]).files[0]?.hunks ?? [];

  it.each([
    ["another line in a gap", old.replace("line 20", "line x"), now],
    ["another line in the context", old.replace("line 1\n", "line x\n"), now.replace("line 1\n", "line x\n")],
    ["another removed line", old.replace("a\n", "x\n"), now],
    ["another added line", old, now.replace("b\n", "x\n")],
    ["a line more behind the end", old, `${now}\nx`],
    ["a line less", old.slice(0, -2), now],
    ["a line feed at the end", old, `${now}\n`],
  ])("D23: %s is refused", (_what, before, after) => {
    expect(() => wholeFile(sidesOf(before, after), hunks)).toThrow(refused);
  });

  it("goes through its gaps a few lines at a time", () => {
    const sides = sidesOf(old, now);
    const gaps = gapsOf(hunks, sides.old.lines.length);
    expect(gaps).toEqual([
      { old: 1, new: 1, count: 0 },
      { old: 5, new: 5, count: 34 },
      { old: 43, new: 43, count: 0 },
    ]);
    const [, gap = { old: 0, new: 0, count: 0 }] = gaps;
    expect(expandGap(sides, gap, 0, 2).map(({ old, new: now, text }) => [old, now, text])).toEqual([
      [5, 5, "line 3"],
      [6, 6, "line 4"],
    ]);
    expect(expandGap(sides, gap, 32, 99)).toHaveLength(2);
    expect(expandGap(sides, gap, -5, 1)).toHaveLength(1);
    expect(() => expandGap(sidesOf(old, now.replace("line 20", "line x")), gap, 0, 34)).toThrow(refused);
  });

  it("has one gap where there is no hunk", () => {
    expect(gapsOf([], 7)).toEqual([{ old: 1, new: 1, count: 7 }]);
    expect(wholeFile(sidesOf("a\nb", "a\nb"), []).map(({ ended }) => ended)).toEqual([true, false]);
  });
});
