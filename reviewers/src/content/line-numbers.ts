import { lengthOf, lineAt, sameLine, startOf } from "./text-lines.ts";
import type { TextLines } from "./text-lines.ts";
import { zeros } from "./zeros.ts";

/** Lines of a text from `from` up to and without `to`, counted from 0. */
export type Span = { readonly lines: TextLines; readonly from: number; readonly to: number };

/** One number for each line of two spans, the same for equal lines: all are less than `distinct`. */
export type LineNumbers = {
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly distinct: number;
};

/**
 * Numbers the lines of two spans, so that they can be counted and compared without cutting them out. In linear time: lines
 * that were made to meet in one place of the table are numbered by a map of their texts instead.
 */
export function numberLines(before: Span, after: Span): LineNumbers {
  return byHash(before, after) ?? byText(before, after);
}

/** Places that are tried for a line on average before a text counts as made against the table. */
const MOST_TRIED = 8;

function byHash(before: Span, after: Span): LineNumbers | undefined {
  const total = sizeOf(before) + sizeOf(after);
  const mask = 2 ** Math.ceil(Math.log2(2 * total + 2)) - 1;
  // Each place holds a number and one, or 0; of each number the hash and the line that got it first are kept.
  const places = zeros(mask + 1);
  const [hashes, first] = [zeros(total), zeros(total)];
  const beginning = sizeOf(before);
  let [distinct, left] = [0, total * MOST_TRIED + 64];
  const numberOf = ({ lines, from }: Span, at: number, index: number): number => {
    const hash = hashOf(lines, from + at);
    for (let place = hash & mask; left > 0; place = (place + 1) & mask) {
      const number = (places[place] ?? 0) - 1;
      if (number < 0) {
        hashes[distinct] = hash;
        first[distinct] = index;
        distinct += 1;
        places[place] = distinct;
        return distinct - 1;
      }
      const known = first[number] ?? 0;
      const owner = known < beginning ? before : after;
      const line = owner.from + (known < beginning ? known : known - beginning);
      if (hashes[number] === hash && sameLine(owner.lines, line, lines, from + at)) return number;
      left -= 1;
    }
    return -1;
  };
  const numbers = [zeros(beginning), zeros(sizeOf(after))] as const;
  for (let at = 0; at < beginning; at += 1) numbers[0][at] = numberOf(before, at, at);
  for (let at = 0; at < numbers[1].length; at += 1) numbers[1][at] = numberOf(after, at, beginning + at);
  return left > 0 ? { before: numbers[0], after: numbers[1], distinct } : undefined;
}

function hashOf(lines: TextLines, line: number): number {
  const { view } = lines;
  let at = startOf(lines, line);
  const end = at + lengthOf(lines, line);
  let hash = end - at;
  for (; at + 4 <= end; at += 4) {
    hash = Math.imul(hash ^ view.getInt32(at), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  for (; at < end; at += 1) hash = Math.imul(hash ^ view.getUint8(at), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}

function byText(before: Span, after: Span): LineNumbers {
  const known = new Map<string, number>();
  const numbers = ({ lines, from, to }: Span) =>
    Array.from({ length: to - from }, (_, at) => {
      const { text } = lineAt(lines, from + at);
      const number = known.get(text) ?? known.size;
      known.set(text, number);
      return number;
    });
  const [first, second] = [numbers(before), numbers(after)];
  return { before: first, after: second, distinct: known.size };
}

function sizeOf({ from, to }: Span): number {
  return to - from;
}
