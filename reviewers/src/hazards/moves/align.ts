import { countsOf } from "../../content/lines.ts";
import type { Compared } from "../../content/lines.ts";
import { longestRising } from "../../content/longest-rising.ts";
import type { Span } from "../../content/line-numbers.ts";
import { lengthOf, lineAt } from "../../content/text-lines.ts";
import type { FileChange, Line } from "../../contract.ts";
import { zeros } from "../../content/zeros.ts";

/**
 * Lines of both sides that no common order keeps in place. The texts are aligned by the lines that each has once (the
 * longest run of them in common order), and by equal lines next to these. In time n log n, whatever the texts are. What
 * is left was changed or moved.
 */
export function displacedLines(compared: Compared): FileChange["displaced"] {
  const { old, now, before, after } = compared;
  const [keptBefore, keptAfter] = [zeros(before.length), zeros(after.length)];
  const keep = (a: number, b: number): boolean => {
    if (a < 0 || b < 0 || a >= before.length || b >= after.length || before[a] !== after[b]) return false;
    if (keptBefore[a] === 1 || keptAfter[b] === 1) return false;
    keptBefore[a] = 1;
    keptAfter[b] = 1;
    return true;
  };
  const { first, second } = keptPairs(compared);
  for (let at = 0; at < first.length; at += 1) {
    const [a, b] = [first[at] ?? 0, second[at] ?? 0];
    if (!keep(a, b)) continue;
    for (let step = 1; keep(a - step, b - step);) step += 1;
    for (let step = 1; keep(a + step, b + step);) step += 1;
  }
  return { removed: left(old, keptBefore), added: left(now, keptAfter) };
}

function left({ lines, from }: Span, kept: readonly number[]): readonly Line[] {
  const found: Line[] = [];
  for (let at = 0; at < kept.length; at += 1)
    if (kept[at] === 0 && lengthOf(lines, from + at) > 0) found.push(lineAt(lines, from + at));
  return found;
}

/** Pairs of lines, counted from 0: the first of either list belong together, and so on. */
type Pairs = { readonly first: readonly number[]; readonly second: readonly number[] };

/** Lines that stand once on each side, in the longest order that both sides share. */
function keptPairs({ before, after, distinct }: Compared): Pairs {
  const [counts, others] = [countsOf(before, distinct), countsOf(after, distinct)];
  const places = zeros(distinct);
  for (let b = 0; b < after.length; b += 1) places[after[b] ?? 0] = b;
  const [first, second]: [number[], number[]] = [[], []];
  for (let a = 0; a < before.length; a += 1) {
    const number = before[a] ?? 0;
    if (counts[number] !== 1 || others[number] !== 1) continue;
    first.push(a);
    second.push(places[number] ?? 0);
  }
  if (second.every((b, at) => at === 0 || b > (second[at - 1] ?? 0))) return { first, second };
  const kept = longestRising(second);
  return { first: first.filter((_, at) => kept.has(at)), second: second.filter((_, at) => kept.has(at)) };
}
