import type { Range, Row } from "@countersign/rows";
import type { LoadedHunk } from "./loaded-rows.ts";

/**
 * What is said of each run of changed rows when somebody steps to it, by the place of its first row in the hunk: `changed, line 16, 2
 * words`, `added, lines 4 to 9`, `removed, line 12`.
 */
export function changeBlocks(
  { rows, first }: LoadedHunk,
  words: ReadonlyMap<number, readonly Range[]>,
): ReadonlyMap<number, string> {
  const blocks = new Map<number, string>();
  for (let at = 0; at < rows.length; at += 1) {
    if (rows[at]?.kind === "context") continue;
    const start = at;
    while (at < rows.length && rows[at]?.kind !== "context") at += 1;
    blocks.set(
      start,
      saidOf(rows.slice(start, at), (row) => words.get(first + start + row)?.length ?? 0),
    );
  }
  return blocks;
}

function saidOf(rows: readonly Row[], words: (row: number) => number): string {
  const added = rows.flatMap((row) => (row.kind === "added" ? [row.new] : []));
  const removed = rows.flatMap((row) => (row.kind === "removed" ? [row.old] : []));
  const changed = rows.reduce((sum, row, at) => sum + (row.kind === "added" ? words(at) : 0), 0);
  if (added.length === 0) return `removed, ${linesText(removed)}`;
  if (removed.length === 0) return `added, ${linesText(added)}`;
  return `changed, ${linesText(added)}${changed === 0 ? "" : `, ${changed} ${changed === 1 ? "word" : "words"}`}`;
}

function linesText(lines: readonly number[]): string {
  return lines.length === 1 ? `line ${lines[0]}` : `lines ${lines[0]} to ${lines.at(-1)}`;
}
