import { diffArrays } from "diff";
import type { Hunk, Row } from "../patch/row.ts";
import { LONGEST_COMPARED, blocksOf, pairAndCount } from "./pairing.ts";
import { tokensOf } from "./word-tokens.ts";

/** A stretch of a row, in UTF-16 units: from `from` up to, not including, `to`. */
export type Range = { readonly from: number; readonly to: number };

/** Words that differ between rows that belong together. */
export type WordChanges = {
  /** By the number of the row in the file, counted from 0 over all hunks. Rows that are in no pair are not here: they differ as a whole. */
  readonly ranges: ReadonlyMap<number, readonly Range[]>;
  /** Pairs of rows that were not compared, because they are too long, too different or too many. Say it where it is not 0. */
  readonly leftOut: number;
};

/** Words of a pair that may differ. */
const MOST_EDITS = 200;
/** Steps that are taken for one file, about a second of them; looking a word up for a pair is a quarter of one. */
const MOST_STEPS = 10_000_000;
const LOOKED_UP_FOR_A_STEP = 4;

/**
 * Compares the words of rows that `pairRows` puts together; git's rows stay what they are. What is not marked is equal on both sides,
 * letter for letter. The cost is linear in the text, and bounded beyond that: see `leftOut`.
 */
export function wordChanges(hunks: readonly Hunk[], steps: number = MOST_STEPS): WordChanges {
  const ranges = new Map<number, readonly Range[]>();
  let [first, left, leftOut] = [0, steps, 0];
  for (const { rows } of hunks) {
    const found = left > 0 ? pairAndCount(rows) : undefined;
    left -= (found?.steps ?? 0) / LOOKED_UP_FOR_A_STEP;
    leftOut += found === undefined ? possiblePairs(rows) : 0;
    for (const pair of found?.pairs ?? []) {
      const compared = left > 0 ? compareRows(rows[pair.removed], rows[pair.added]) : undefined;
      if (compared === undefined) leftOut += 1;
      else {
        left -= compared.steps;
        ranges.set(first + pair.removed, compared.removed);
        ranges.set(first + pair.added, compared.added);
      }
    }
    first += rows.length;
  }
  return { ranges, leftOut };
}

/** As many as there can be: of rows that nobody looked at, no one knows which belong together. */
function possiblePairs(rows: readonly Row[]): number {
  return blocksOf(rows).reduce((sum, { start, middle, end }) => sum + Math.min(middle - start, end - middle), 0);
}

type Compared = { readonly removed: readonly Range[]; readonly added: readonly Range[]; readonly steps: number };

function compareRows(before: Row | undefined, after: Row | undefined): Compared | undefined {
  if (before === undefined || after === undefined) return undefined;
  if (Math.max(before.text.length, after.text.length) > LONGEST_COMPARED) return undefined;
  const [old, now] = [[...tokensOf(before.text)], [...tokensOf(after.text)]];
  const parts = diffArrays(old, now, { maxEditLength: MOST_EDITS });
  if (parts === undefined) return undefined;
  const [removed, added]: [Range[], Range[]] = [[], []];
  let [a, b, edits] = [0, 0, 0];
  for (const part of parts) {
    const length = part.value.reduce((sum, token) => sum + token.length, 0);
    if (part.removed) removed.push({ from: a, to: a + length });
    if (part.added) added.push({ from: b, to: b + length });
    if (part.removed || part.added) edits += part.value.length;
    if (!part.added) a += length;
    if (!part.removed) b += length;
  }
  return { removed, added, steps: old.length + now.length + edits * edits };
}
