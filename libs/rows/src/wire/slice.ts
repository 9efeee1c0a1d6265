import type { HunkHeader, Row } from "../patch/row.ts";
import type { Patch } from "../patch/patch-file.ts";
import type { MovedBlock, RowPlace } from "../view/moved-blocks.ts";
import type { Range, WordChanges } from "../view/word-changes.ts";

/** Rows of one file of a patch, counted from 0 over all its hunks: `from` and as many as there are in `rows`. */
export type RowsSlice = {
  /** The place of the file in the patch. */
  readonly file: number;
  readonly from: number;
  readonly rows: readonly Row[];
  /** Headers of the hunks that begin in the slice; `row` is the number in the file of the row that follows. */
  readonly hunks: readonly (HunkHeader & { readonly row: number })[];
  /** Words that changed, by the number of the row in the file. */
  readonly words: ReadonlyMap<number, readonly Range[]>;
  /** Pairs of rows in the whole file whose words were not compared. */
  readonly wordsLeftOut: number;
  /** Runs of rows that moved: `rows` of them from `row` on, and the other place. */
  readonly moved: readonly MovedRun[];
  /** Rows whose text is cut, and how many UTF-16 units are left out, by the number of the row in the file. */
  readonly cut: ReadonlyMap<number, number>;
};

/** Rows of a file that moved, and where they come from or went to. */
export type MovedRun = { readonly row: number; readonly rows: number; readonly other: RowPlace };

/** What is known of a file beside its rows. */
export type SliceLayers = { readonly words?: WordChanges; readonly moved?: readonly MovedBlock[] };

/** Which part; `longest` cuts the texts of rows, at a unit that is no half of a letter. A file is put together again from whole texts alone. */
export type SliceChoice = {
  readonly file: number;
  readonly from: number;
  readonly to: number;
  readonly longest?: number;
};

/** Rows `from` up to, not including, `to` of a file, cut to what is there, with everything that belongs to them. */
export function sliceOf(patch: Pick<Patch, "files">, choice: SliceChoice, layers: SliceLayers = {}): RowsSlice {
  const { file, from, to, longest = Infinity } = choice;
  const hunks = patch.files[file]?.hunks ?? [];
  const headers: (HunkHeader & { readonly row: number })[] = [];
  const rows: Row[] = [];
  let first = 0;
  for (const { rows: all, ...header } of hunks) {
    if (first >= from && first < to) headers.push({ row: first, ...header });
    for (const row of all.slice(Math.max(from - first, 0), Math.max(to - first, 0))) rows.push(row);
    first += all.length;
  }
  const inside = (row: number) => row >= from && row < from + rows.length;
  const { words = { ranges: new Map<number, readonly Range[]>(), leftOut: 0 }, moved = [] } = layers;
  const [shown, cut] = cutRows(rows, from, longest);
  const ranges = [...words.ranges].filter(([row]) => inside(row)).toSorted(([a], [b]) => a - b);
  return {
    file,
    from,
    rows: shown,
    hunks: headers,
    words: new Map(ranges.map(([row, all]) => [row, cut.has(row) ? [] : all])),
    wordsLeftOut: words.leftOut,
    moved: movedRuns(moved, file, from, from + rows.length),
    cut,
  };
}

function cutRows(rows: readonly Row[], from: number, longest: number): readonly [readonly Row[], Map<number, number>] {
  const cut = new Map<number, number>();
  const shown = rows.map((row, at) => {
    if (row.text.length <= longest) return row;
    const kept = isHigh(row.text.charCodeAt(longest - 1)) ? longest - 1 : longest;
    cut.set(from + at, row.text.length - kept);
    return { ...row, text: row.text.slice(0, kept) };
  });
  return [shown, cut];
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** The parts of blocks that lie in a stretch of a file, from both ends of each block. */
function movedRuns(blocks: readonly MovedBlock[], file: number, from: number, to: number): readonly MovedRun[] {
  const ends = blocks.flatMap(({ from: left, to: came, rows }) => [
    { place: left, other: came, rows },
    { place: came, other: left, rows },
  ]);
  const runs = ends.flatMap(({ place, other, rows }) => {
    const start = Math.max(place.row, from);
    const end = Math.min(place.row + rows, to);
    const skipped = start - place.row;
    if (place.file !== file || start >= end) return [];
    const shifted = { ...other, row: other.row + skipped, line: other.line + skipped };
    return [{ row: start, rows: end - start, other: shifted }];
  });
  return runs.toSorted((a, b) => a.row - b.row);
}
