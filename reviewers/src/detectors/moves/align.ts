import { commonEnds, middleOf } from "../../content/lines.ts";
import type { Line } from "../../contract.ts";

/** Lines of both sides that no common order of the two keeps in place, each list in its own order. */
export type Displaced = { readonly removed: readonly Line[]; readonly added: readonly Line[] };

/**
 * Aligns two texts by the lines that each has once (the longest run of them in common order), and by equal lines next to
 * these. In time n log n, whatever the texts are. What is left was changed or moved.
 */
export function displacedLines(base: string, result: string): Displaced {
  const [whole, changed] = [base.split("\n"), result.split("\n")];
  const same = commonEnds(whole, changed);
  const [before, after] = [middleOf(whole, same), middleOf(changed, same)];
  const kept = keptPairs(before, after);
  const [keptBefore, keptAfter] = [new Set<number>(), new Set<number>()];
  const keep = (a: number, b: number): boolean => {
    if (a < 0 || b < 0 || a >= before.length || b >= after.length || before[a] !== after[b]) return false;
    if (keptBefore.has(a) || keptAfter.has(b)) return false;
    keptBefore.add(a);
    keptAfter.add(b);
    return true;
  };
  for (const [a, b] of kept) {
    if (!keep(a, b)) continue;
    for (let step = 1; keep(a - step, b - step);) step += 1;
    for (let step = 1; keep(a + step, b + step);) step += 1;
  }
  return { removed: left(before, keptBefore, same.start), added: left(after, keptAfter, same.start) };
}

function left(lines: readonly string[], kept: ReadonlySet<number>, start: number): readonly Line[] {
  return lines.flatMap((text, at) => (kept.has(at) || text === "" ? [] : [{ number: start + at + 1, text }]));
}

/** Lines that stand once on each side, as pairs of indexes, in the longest order that both sides share. */
function keptPairs(before: readonly string[], after: readonly string[]): readonly (readonly [number, number])[] {
  const [first, second] = [uniqueLines(before), uniqueLines(after)];
  const pairs: (readonly [number, number])[] = [];
  for (const [text, a] of first) {
    const b = second.get(text);
    if (b !== undefined) pairs.push([a, b]);
  }
  return longestRising(pairs.toSorted(([a], [b]) => a - b));
}

function uniqueLines(lines: readonly string[]): ReadonlyMap<string, number> {
  const seen = new Map<string, number>();
  for (const [at, text] of lines.entries()) seen.set(text, seen.has(text) ? -1 : at);
  return new Map([...seen].filter(([, at]) => at >= 0));
}

type Pair = readonly [number, number];

/** The longest subsequence whose second members rise, by patience sorting. */
function longestRising(pairs: readonly Pair[]): readonly Pair[] {
  const tails: number[] = [];
  const previous: number[] = [];
  for (const [at, [, b]] of pairs.entries()) {
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[tails[middle] ?? 0]?.[1] ?? 0) < b) low = middle + 1;
      else high = middle;
    }
    previous[at] = low === 0 ? -1 : (tails[low - 1] ?? -1);
    tails[low] = at;
  }
  const found: Pair[] = [];
  for (let at = tails.at(-1) ?? -1; at >= 0; at = previous[at] ?? -1) {
    const pair = pairs[at];
    if (pair !== undefined) found.push(pair);
  }
  return found.toReversed();
}
