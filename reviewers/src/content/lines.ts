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
  return { added: surplus(after, before), removed: surplus(before, after) };
}

function surplus(lines: readonly string[], others: readonly string[]): readonly Line[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  const found: Line[] = [];
  for (const [at, text] of lines.entries()) {
    const count = left.get(text) ?? 0;
    if (count > 0) left.set(text, count - 1);
    else if (at < lines.length - 1 || text !== "") found.push({ number: at + 1, text });
  }
  return found;
}
