import type { Line } from "../contract.ts";

/**
 * Lines that one side has more often than the other, in their order: what a reader has to read. Linear; a line that only
 * moved is in neither list.
 */
export function differingLines(
  base: string,
  result: string,
): { readonly added: readonly Line[]; readonly removed: readonly Line[] } {
  const [before, after] = [base.split("\n"), result.split("\n")];
  const same = commonEnds(before, after);
  const [old, now] = [middleOf(before, same), middleOf(after, same)];
  const last = same.end > 0;
  return { added: surplus(now, old, same.start, last), removed: surplus(old, now, same.start, last) };
}

/** How many lines two texts have in common at their beginnings, and at their ends behind that. */
export function commonEnds(
  before: readonly string[],
  after: readonly string[],
): { readonly start: number; readonly end: number } {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return { start, end };
}

/** The lines between the common ends. */
export function middleOf(lines: readonly string[], { start, end }: ReturnType<typeof commonEnds>): readonly string[] {
  return lines.slice(start, lines.length - end);
}

/** `before`: lines in front of these; `goesOn`: whether lines follow, so that an empty last one is a line. */
function surplus(
  lines: readonly string[],
  others: readonly string[],
  before: number,
  goesOn: boolean,
): readonly Line[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  const found: Line[] = [];
  for (const [at, text] of lines.entries()) {
    const count = left.get(text) ?? 0;
    if (count > 0) left.set(text, count - 1);
    else if (goesOn || at < lines.length - 1 || text !== "") found.push({ number: before + at + 1, text });
  }
  return found;
}
