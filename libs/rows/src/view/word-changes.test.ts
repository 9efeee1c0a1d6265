import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Hunk, Row } from "../patch/row.ts";
import { patchBetween, someContent } from "./drawn-rows.testing.ts";
import { pairRows } from "./pairing.ts";
import { wordChanges } from "./word-changes.ts";
import type { Range } from "./word-changes.ts";

const removed = (...texts: readonly string[]): Row[] =>
  texts.map((text, at) => ({ kind: "removed", old: at + 1, text, ended: true }));
const added = (...texts: readonly string[]): Row[] =>
  texts.map((text, at) => ({ kind: "added", new: at + 1, text, ended: true }));
const hunk = (rows: readonly Row[]): Hunk => ({ oldStart: 1, oldCount: 1, newStart: 1, newCount: 1, rows });
const without = (text: string, ranges: readonly Range[]) =>
  ranges.toReversed().reduce((left, { from, to }) => left.slice(0, from) + left.slice(to), text);
const cut = (text: string, ranges: readonly Range[] = []) => ranges.map(({ from, to }) => text.slice(from, to));

describe("words that changed", () => {
  it("D14: marks the number and nothing else", () => {
    const rows = [...removed('  "watch_time": 0.30,'), ...added('  "watch_time": 0.03,')];
    const { ranges, leftOut } = wordChanges([hunk(rows)]);
    expect(cut('  "watch_time": 0.30,', ranges.get(0))).toEqual(["30"]);
    expect(cut('  "watch_time": 0.03,', ranges.get(1))).toEqual(["03"]);
    expect(leftOut).toBe(0);
  });

  it("D4: marks a change of indentation", () => {
    const { ranges } = wordChanges([hunk([...removed("  return total"), ...added("    return total")])]);
    expect([ranges.get(0), ranges.get(1)]).toEqual([[{ from: 0, to: 2 }], [{ from: 0, to: 4 }]]);
  });

  it("leaves equal text on both sides where nothing is marked, whatever git prints", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(someContent, someContent), { minLength: 20, maxLength: 20 }), (pairs) => {
        for (const { hunks } of patchBetween(pairs).files) {
          const { ranges } = wordChanges(hunks);
          let first = 0;
          for (const { rows } of hunks) {
            for (const pair of pairRows(rows)) {
              const [before, after] = [rows[pair.removed], rows[pair.added]];
              expect([before?.kind, after?.kind]).toEqual(["removed", "added"]);
              expect(without(before?.text ?? "", ranges.get(first + pair.removed) ?? [])).toBe(
                without(after?.text ?? "", ranges.get(first + pair.added) ?? []),
              );
            }
            first += rows.length;
          }
        }
      }),
      { numRuns: 10 },
    );
  });

  it("compares no words of rows that share little", () => {
    const { ranges, leftOut } = wordChanges([hunk([...removed("import numpy"), ...added("return 1")])]);
    expect([ranges.size, leftOut]).toEqual([0, 0]);
  });

  it("J4: says how many pairs it left out, beyond its bounds", () => {
    const texts = Array.from({ length: 500 }, (_, at) => `weights["w${at}"] = ${at}`);
    const rows = [...removed(...texts), ...added(...texts.map((text) => `${text}0`))];
    expect(wordChanges([hunk(rows)]).leftOut).toBe(0);
    const bounded = wordChanges([hunk(rows)], 1000);
    expect(bounded.leftOut).toBeGreaterThan(400);
    expect(bounded.ranges.size + 2 * bounded.leftOut).toBe(1000);
    const far = wordChanges([hunk(rows), hunk(rows)], 1000);
    expect(far.leftOut).toBe(bounded.leftOut + 500);
    const many = (letter: string) => Array.from({ length: 450 }, (_, at) => `${letter}${at % 3} = 1`).join(";");
    const different = wordChanges([hunk([...removed(many("a").slice(0, 1990)), ...added(many("b").slice(0, 1990))])]);
    expect([different.ranges.size, different.leftOut]).toEqual([0, 1]);
  });

  it("J5: does not look into lines that nobody reads to their end", () => {
    const { ranges, leftOut } = wordChanges([hunk([...removed("a ".repeat(1001)), ...added("a ".repeat(1002))])]);
    expect([ranges.size, leftOut]).toEqual([0, 0]);
  });
});

describe("rows that belong together", () => {
  it("are found among others, in their order", () => {
    const rows = [
      ...removed("weights = load(path)", "limit = 10"),
      ...added("import json", "weights = load(path, cached)", "seed = 1", "limit = 20"),
    ];
    expect(pairRows(rows)).toEqual([
      { removed: 0, added: 3 },
      { removed: 1, added: 5 },
    ]);
  });

  it("never cross, never leave their block", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(someContent, someContent), { minLength: 20, maxLength: 20 }), (pairs) => {
        for (const { rows } of patchBetween(pairs).files.flatMap(({ hunks }) => hunks)) {
          const found = pairRows(rows);
          for (const [at, pair] of found.entries()) {
            expect(pair.added).toBeGreaterThan(found[at - 1]?.added ?? -1);
            expect(rows.slice(pair.removed, pair.added).some(({ kind }) => kind === "context")).toBe(false);
          }
        }
      }),
      { numRuns: 5 },
    );
  });

  it("J4: are paired in order where a block is large", () => {
    const texts = Array.from({ length: 60 }, (_, at) => `value${at} = compute(value)`);
    const rows = [...removed(...texts), ...added(...texts.map((text) => `${text};`))];
    expect(pairRows(rows)).toHaveLength(60);
  });
});
