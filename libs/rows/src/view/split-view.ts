import type { Row } from "../patch/row.ts";
import { blocksOf, pairRows } from "./pairing.ts";
import type { ChangeBlock, Pair } from "./pairing.ts";

/** A line of the split view: what stands left and right, as places in the rows of the hunk. An absent side is empty. */
export type SplitRow = {
  readonly left?: number;
  readonly right?: number;
  /** Both sides are one line before and after; for context always. */
  readonly paired: boolean;
};

/**
 * The rows of a hunk side by side: old left, new right. Every row stands there once, context in both columns, and each column keeps git's
 * order. The unified view is the rows as they are. Cost: that of `pairRows`.
 */
export function splitView(rows: readonly Row[]): readonly SplitRow[] {
  const pairs = new Map(pairRows(rows).map((pair) => [pair.removed, pair]));
  const lines: SplitRow[] = [];
  let at = 0;
  for (const block of blocksOf(rows)) {
    for (; at < block.start; at += 1) lines.push({ left: at, right: at, paired: true });
    lines.push(...sideBySide(block, pairs));
    at = block.end;
  }
  for (; at < rows.length; at += 1) lines.push({ left: at, right: at, paired: true });
  return lines;
}

/** Rows between two pairs share lines, so that the view is no longer than it has to be. */
function sideBySide({ start, middle, end }: ChangeBlock, pairs: ReadonlyMap<number, Pair>): readonly SplitRow[] {
  const lines: SplitRow[] = [];
  let [left, right] = [start, middle];
  for (let removed = start; removed < middle; removed += 1) {
    const pair = pairs.get(removed);
    if (pair === undefined) continue;
    lines.push(...zipped(left, removed, right, pair.added), { left: removed, right: pair.added, paired: true });
    [left, right] = [removed + 1, pair.added + 1];
  }
  return [...lines, ...zipped(left, middle, right, end)];
}

function zipped(left: number, leftEnd: number, right: number, rightEnd: number): readonly SplitRow[] {
  return Array.from({ length: Math.max(leftEnd - left, rightEnd - right) }, (_, step) => ({
    ...(left + step < leftEnd ? { left: left + step } : {}),
    ...(right + step < rightEnd ? { right: right + step } : {}),
    paired: false,
  }));
}
