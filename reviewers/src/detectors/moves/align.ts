import { countsOf } from "../../content/lines.ts";
import type { Compared } from "../../content/lines.ts";
import type { Span } from "../../content/line-numbers.ts";
import { lengthOf, lineAt } from "../../content/text-lines.ts";
import type { FileChange, Line } from "../../contract.ts";

/**
 * Lines of both sides that no common order keeps in place. The texts are aligned by the lines that each has once (the
 * longest run of them in common order), and by equal lines next to these. In time n log n, whatever the texts are. What
 * is left was changed or moved.
 */
export function displacedLines(compared: Compared): FileChange["displaced"] {
  const { old, now, before, after } = compared;
  const [keptBefore, keptAfter] = [new Uint8Array(before.length), new Uint8Array(after.length)];
  const keep = (a: number, b: number): boolean => {
    if (a < 0 || b < 0 || a >= before.length || b >= after.length || before[a] !== after[b]) return false;
    if (keptBefore[a] === 1 || keptAfter[b] === 1) return false;
    keptBefore[a] = 1;
    keptAfter[b] = 1;
    return true;
  };
  for (const [a, b] of keptPairs(compared)) {
    if (!keep(a, b)) continue;
    for (let step = 1; keep(a - step, b - step);) step += 1;
    for (let step = 1; keep(a + step, b + step);) step += 1;
  }
  return { removed: left(old, keptBefore), added: left(now, keptAfter) };
}

function left({ lines, from }: Span, kept: Uint8Array): readonly Line[] {
  const found: Line[] = [];
  for (let at = 0; at < kept.length; at += 1)
    if (kept[at] === 0 && lengthOf(lines, from + at) > 0) found.push(lineAt(lines, from + at));
  return found;
}

type Pair = readonly [number, number];

/** Lines that stand once on each side, as pairs of indexes, in the longest order that both sides share. */
function keptPairs({ before, after, distinct }: Compared): readonly Pair[] {
  const [counts, others] = [countsOf(before, distinct), countsOf(after, distinct)];
  const places = new Int32Array(distinct);
  for (let b = 0; b < after.length; b += 1) places[after[b] ?? 0] = b;
  const pairs: Pair[] = [];
  for (let a = 0; a < before.length; a += 1) {
    const number = before[a] ?? 0;
    if (counts[number] === 1 && others[number] === 1) pairs.push([a, places[number] ?? 0]);
  }
  return longestRising(pairs);
}

/** The longest subsequence whose second members rise, by patience sorting. */
function longestRising(pairs: readonly Pair[]): readonly Pair[] {
  if (pairs.every(([, b], at) => at === 0 || b > (pairs[at - 1]?.[1] ?? 0))) return pairs;
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
