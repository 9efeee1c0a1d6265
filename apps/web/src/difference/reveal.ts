import { shownGaps } from "./loaded-rows.ts";
import type { FileStore } from "./file-store.ts";

/** A line of one side of a file; 0 for the file itself. */
export type Line = { readonly side: "old" | "new"; readonly line: number };

/** Has slices come until the line is there, and what lies around it be shown where it is in no hunk. */
export async function revealLine(store: FileStore, { side, line }: Line): Promise<void> {
  for (;;) {
    const { phase, loaded } = store.state();
    const shown = loaded.hunks.some(({ rows }) => rows.some((row) => isLine(row, side, line)));
    if (shown || phase === "whole") break;
    await store.more();
    if (store.state().phase === "failed") return;
  }
  const { loaded, phase } = store.state();
  const gaps = shownGaps(loaded.hunks, phase === "whole");
  const gap = gaps.findIndex((one) => line >= one[side] && line < one[side] + one.count);
  if (line > 0 && gap >= 0) await store.expand(gap, "all");
}

function isLine(
  row: { readonly kind: string; readonly old?: number; readonly new?: number },
  side: "old" | "new",
  line: number,
) {
  return row[side] === line;
}
