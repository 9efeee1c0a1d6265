import { gapsOf } from "@countersign/rows";
import type { Gap, HunkHeader, MovedRun, Range, Row, RowsSlice } from "@countersign/rows";

/** A hunk as far as its rows are here; `first` is the number of its first row in the file. */
export type LoadedHunk = HunkHeader & { readonly first: number; readonly rows: readonly Row[] };

/** What is here of a file's rows. */
export type LoadedRows = {
  readonly hunks: readonly LoadedHunk[];
  readonly words: ReadonlyMap<number, readonly Range[]>;
  readonly moved: readonly MovedRun[];
  readonly wordsLeftOut: number;
};

/** Puts slices together that follow one another from the first row on. */
export function loadedRows(slices: readonly RowsSlice[]): LoadedRows {
  const hunks: (LoadedHunk & { readonly rows: Row[] })[] = [];
  for (const slice of slices) {
    const starts = new Map(slice.hunks.map(({ row, ...header }) => [row, header]));
    for (const [at, row] of slice.rows.entries()) {
      const start = starts.get(slice.from + at);
      if (start !== undefined) hunks.push({ ...start, first: slice.from + at, rows: [] });
      hunks.at(-1)?.rows.push(row);
    }
  }
  return {
    hunks,
    words: new Map(slices.flatMap(({ words }) => [...words])),
    moved: slices.flatMap(({ moved }) => moved),
    wordsLeftOut: slices[0]?.wordsLeftOut ?? 0,
  };
}

/** A gap, and whether it is known how many lines it has: of the one behind the last hunk it is not, before any of it was asked for. */
export type ShownGap = Gap & { readonly known: boolean };

/** Lines of context that git prints on either side of a change. */
const CONTEXT = 3;

/** The gaps of hunks that are all here, in order: one before each, one behind the last. */
export function shownGaps(hunks: readonly LoadedHunk[], complete: boolean): readonly ShownGap[] {
  const gaps = gapsOf(hunks, Number.MAX_SAFE_INTEGER).map((gap) => ({ ...gap, known: true }));
  const last = gaps.pop();
  if (last === undefined || !complete) return gaps;
  return [...gaps, { ...last, known: isEnd(hunks), ...(isEnd(hunks) ? { count: 0 } : {}) }];
}

/** Git prints as much context as there is, so that less of it says that the file ends there. */
function isEnd(hunks: readonly LoadedHunk[]): boolean {
  const rows = hunks.at(-1)?.rows ?? [];
  const tail = rows.slice(-CONTEXT);
  return tail.length < CONTEXT || tail.some(({ kind, ended }) => kind !== "context" || !ended);
}
