import type { Row } from "../patch/row.ts";
import { tokensOf } from "./word-tokens.ts";

/** A removed and an added row, by their places in the rows of the hunk, that are one line before and after. */
export type Pair = { readonly removed: number; readonly added: number };

/** Pairs of rows of one block that are compared, and words that are looked up for it: the cost. Larger blocks are paired in order. */
const MOST_COMPARED = 1600;
const MOST_LOOKED_UP = 40_000;
/** Units of a line that is compared. */
export const LONGEST_COMPARED = 2000;
/** Share of the words, in percent, that rows have to have in common. */
const LEAST_ALIKE = 40;

/**
 * Which removed row became which added one, inside a hunk only: a run of removed rows and the run of added ones that follows are aligned in
 * their order so that the pairs are most alike. Rows that share little are in no pair. It says nothing about what differs, which is
 * git's answer; it only says which rows are drawn beside each other, and between which words are compared.
 */
export function pairRows(rows: readonly Row[]): readonly Pair[] {
  return pairAndCount(rows).pairs;
}

/** As `pairRows`, with how many words were looked up. */
export function pairAndCount(rows: readonly Row[]): { readonly pairs: readonly Pair[]; readonly steps: number } {
  const pairs: Pair[] = [];
  let steps = 0;
  for (const block of blocksOf(rows)) {
    const found = pairsOfBlock(rows, block);
    steps += found.steps;
    for (const [a, b] of found.places) pairs.push({ removed: block.start + a, added: block.middle + b });
  }
  return { pairs, steps };
}

/** Removed rows from `start` to `middle`, added ones from there to `end`. */
export type ChangeBlock = { readonly start: number; readonly middle: number; readonly end: number };

/** The runs of rows that are no context. */
export function blocksOf(rows: readonly Row[]): readonly ChangeBlock[] {
  const blocks: ChangeBlock[] = [];
  for (let at = 0; at < rows.length;) {
    if (rows[at]?.kind === "context") {
      at += 1;
      continue;
    }
    const middle = endOf(rows, at, "removed");
    const end = endOf(rows, middle, "added");
    blocks.push({ start: at, middle, end });
    at = end;
  }
  return blocks;
}

function endOf(rows: readonly Row[], start: number, kind: Row["kind"]): number {
  let end = start;
  while (rows[end]?.kind === kind) end += 1;
  return end;
}

function pairsOfBlock(rows: readonly Row[], { start, middle, end }: ChangeBlock): Found {
  if (start === middle || middle === end) return { places: [], steps: 0 };
  const removed = rows.slice(start, middle).map(wordsOf);
  const added = rows.slice(middle, end).map(wordsOf);
  const steps = added.length * wordsIn(removed);
  return removed.length * added.length <= MOST_COMPARED && steps <= MOST_LOOKED_UP
    ? { places: bestPairs(removed, added), steps }
    : { places: orderedPairs(removed, added), steps: wordsIn(removed) + wordsIn(added) };
}

type Places = readonly (readonly [number, number])[];
type Found = { readonly places: Places; readonly steps: number };

function wordsIn(rows: readonly Words[]): number {
  return rows.reduce((sum, { counts }) => sum + counts.size, 0);
}

type Words = { readonly counts: ReadonlyMap<string, number>; readonly length: number };

/** Words of a row with how often they stand there; blanks say nothing. Of a line that is too long none are known. */
function wordsOf({ text }: Row): Words {
  const counts = new Map<string, number>();
  let length = 0;
  if (text.length > LONGEST_COMPARED) return { counts, length };
  for (const token of tokensOf(text)) {
    if (/^\s/.test(token)) continue;
    counts.set(token, (counts.get(token) ?? 0) + 1);
    length += token.length;
  }
  return { counts, length };
}

/** Units of common words, in percent of those of both; 0 where it is too little. */
function likeness(a: Words, b: Words): number {
  if (a.length === 0 || b.length === 0) return 0;
  const [few, many] = a.counts.size <= b.counts.size ? [a.counts, b.counts] : [b.counts, a.counts];
  let common = 0;
  for (const [word, count] of few) common += word.length * Math.min(count, many.get(word) ?? 0);
  const share = Math.floor((200 * common) / (a.length + b.length));
  return share < LEAST_ALIKE ? 0 : share;
}

/** The alignment with the greatest sum of likeness. */
function bestPairs(removed: readonly Words[], added: readonly Words[]): Places {
  const width = added.length + 1;
  const best = new Int32Array((removed.length + 1) * width);
  const alike = new Int32Array(best.length);
  for (let a = removed.length - 1; a >= 0; a -= 1) {
    for (let b = added.length - 1; b >= 0; b -= 1) {
      const at = a * width + b;
      const [left, right] = [removed[a], added[b]];
      alike[at] = left === undefined || right === undefined ? 0 : likeness(left, right);
      const paired = (alike[at] ?? 0) === 0 ? 0 : (alike[at] ?? 0) + (best[at + width + 1] ?? 0);
      best[at] = Math.max(best[at + width] ?? 0, best[at + 1] ?? 0, paired);
    }
  }
  const pairs: [number, number][] = [];
  for (let a = 0, b = 0; a < removed.length && b < added.length;) {
    const at = a * width + b;
    const score = alike[at] ?? 0;
    if (score > 0 && best[at] === score + (best[at + width + 1] ?? 0)) pairs.push([a++, b++]);
    else if (best[at] === (best[at + width] ?? 0)) a += 1;
    else b += 1;
  }
  return pairs;
}

function orderedPairs(removed: readonly Words[], added: readonly Words[]): Places {
  const pairs: [number, number][] = [];
  for (let at = 0; at < Math.min(removed.length, added.length); at += 1) {
    const [left, right] = [removed[at], added[at]];
    if (left !== undefined && right !== undefined && likeness(left, right) > 0) pairs.push([at, at]);
  }
  return pairs;
}
