import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { patchBetween, someContent } from "./drawn-rows.testing.ts";
import { movedBlocks } from "./moved-blocks.ts";

const functionOf = (name: string, value: number) =>
  `def ${name}(items, weights):\n    total = sum(weights)\n    return total * ${value}\n`;
const filler = (name: string) => Array.from({ length: 12 }, (_, at) => `${name}_${at} = ${at}\n`).join("");
const movedIn = (...pairs: readonly (readonly [string, string])[]) => movedBlocks(patchBetween(pairs).files);

describe("moved lines", () => {
  it("are found in another place of a file, with where to", () => {
    const before = functionOf("rank", 2) + filler("a");
    expect(movedIn([before, filler("a") + functionOf("rank", 2)])).toEqual([
      { from: { file: 0, row: 0, line: 1 }, to: { file: 0, row: 9, line: 13 }, rows: 3 },
    ]);
  });

  it("are found in another file", () => {
    const moved = movedIn([functionOf("rank", 2) + "x\n", "x\n"], ["y\n", "y\n" + functionOf("rank", 2)]);
    expect(moved.map(({ from, to, rows }) => [from.file, to.file, rows])).toEqual([[0, 1, 3]]);
  });

  it("D3: do not cover a token that was changed on the way, nor blanks", () => {
    const before = Array.from({ length: 200 }, (_, at) => functionOf(`f${at}`, 2)).join("");
    const after = Array.from({ length: 200 }, (_, at) => functionOf(`f${at}`, at === 100 ? 3 : 2)).join("");
    const { files } = patchBetween([
      [before, ""],
      ["", after],
    ]);
    const moved = movedBlocks(files);
    const rows = files.map(({ hunks }) => hunks.flatMap((hunk) => hunk.rows));
    const covered = new Set(moved.flatMap(({ to, rows }) => Array.from({ length: rows }, (_, at) => to.row + at)));
    expect(rows[1]?.filter((_, at) => !covered.has(at)).map(({ text }) => text)).toEqual(["    return total * 3"]);
    expect(
      movedIn([functionOf("rank", 2) + "x\n", "x\n"], ["", functionOf("rank", 2).replaceAll("    ", "  ")]),
    ).toEqual([]);
  });

  it("are no lines that stand anywhere", () => {
    expect(movedIn(["}\n\n}\nx\n", "x\n}\n\n}\n"])).toEqual([]);
  });

  it("are equal rows on both sides, each in one block", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(someContent, someContent), { minLength: 20, maxLength: 20 }), (pairs) => {
        const { files } = patchBetween(pairs);
        const rows = files.map(({ hunks }) => hunks.flatMap((hunk) => hunk.rows));
        const seen = new Set<string>();
        for (const { from, to, rows: count } of movedBlocks(files)) {
          for (let at = 0; at < count; at += 1) {
            const [old, now] = [rows[from.file]?.[from.row + at], rows[to.file]?.[to.row + at]];
            expect(old).toMatchObject({ kind: "removed", old: from.line + at, text: now?.text });
            expect(now).toMatchObject({ kind: "added", new: to.line + at });
            for (const key of [`${from.file}:${from.row + at}`, `${to.file}:${to.row + at}`]) {
              expect(seen.has(key)).toBe(false);
              seen.add(key);
            }
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  it("J4: takes a bounded number of steps where every line is the same", () => {
    const rows = (kind: "removed" | "added", line: (at: number) => string) =>
      Array.from({ length: 20_000 }, (_, at) => ({ kind, old: at + 1, new: at + 1, text: line(at), ended: true }));
    const file = (line: (at: number) => string) => ({
      hunks: [
        {
          oldStart: 1,
          oldCount: 1,
          newStart: 1,
          newCount: 1,
          rows: [...rows("removed", line), ...rows("added", line)],
        },
      ],
    });
    expect(movedBlocks([file(() => "a = 1;")])).toHaveLength(1);
    expect(movedBlocks([file((at) => (at % 1000 === 0 ? "a" : "}"))]).length).toBeLessThan(3);
  });
});
