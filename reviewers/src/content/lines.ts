import type { FileChange, Line } from "../contract.ts";
import type { Content } from "./content.ts";
import { numberLines } from "./line-numbers.ts";
import type { LineNumbers, Span } from "./line-numbers.ts";
import { lengthOf, lineAt, lineCount, sameLine, textLines } from "./text-lines.ts";
import { zeros } from "./zeros.ts";

/** Both texts of an entry between their common ends, and a number for each line there, the same for equal ones. */
export type Compared = LineNumbers & {
  readonly old: Span;
  readonly now: Span;
  /** Whether both texts go on behind, so that an empty last line here is one. */
  readonly goesOn: boolean;
};

/** Compares two contents line by line; one without text counts as the empty text. Linear. */
export function compareLines(base: Content | undefined, result: Content | undefined): Compared {
  const [before, after] = [textLines(base), textLines(result)];
  const [all, others] = [lineCount(before), lineCount(after)];
  const most = Math.min(all, others);
  let start = 0;
  while (start < most && sameLine(before, start, after, start)) start += 1;
  let end = 0;
  while (end < most - start && sameLine(before, all - 1 - end, after, others - 1 - end)) end += 1;
  const old = { lines: before, from: start, to: all - end };
  const now = { lines: after, from: start, to: others - end };
  return { old, now, goesOn: end > 0, ...numberLines(old, now) };
}

/**
 * Lines that one side has more often than the other, in their order: what a reader has to read. Linear; a line that only
 * moved is in neither list.
 */
export function differingLines({
  old,
  now,
  goesOn,
  before,
  after,
  distinct,
}: Compared): Pick<FileChange, "added" | "removed"> {
  return {
    added: surplus(now, after, countsOf(before, distinct), goesOn),
    removed: surplus(old, before, countsOf(after, distinct), goesOn),
  };
}

/** How often each number stands in a list. */
export function countsOf(numbers: readonly number[], distinct: number): number[] {
  const counts = zeros(distinct);
  for (let at = 0; at < numbers.length; at += 1) {
    const number = numbers[at] ?? 0;
    counts[number] = (counts[number] ?? 0) + 1;
  }
  return counts;
}

/** `left` is used up: what the other side has of each line. */
function surplus({ lines, from }: Span, numbers: readonly number[], left: number[], goesOn: boolean): readonly Line[] {
  const found: Line[] = [];
  for (let at = 0; at < numbers.length; at += 1) {
    const number = numbers[at] ?? 0;
    const count = left[number] ?? 0;
    if (count > 0) left[number] = count - 1;
    else if (goesOn || at < numbers.length - 1 || lengthOf(lines, from + at) > 0) found.push(lineAt(lines, from + at));
  }
  return found;
}
