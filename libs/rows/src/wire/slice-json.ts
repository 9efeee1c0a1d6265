import { formatCanonical, integer, object, oneOf, parseCanonical, read, refuse } from "@countersign/attest";
import type { JsonValue, Place } from "@countersign/attest";
import type { HunkHeader } from "../patch/row.ts";
import type { Range } from "../view/word-changes.ts";
import { VERSION, disagree, version } from "./document.ts";
import { numberLists, numberTuples, readList, readNumbers } from "./lists.ts";
import { ROW_COLUMNS, rowColumns, rowsOf } from "./row-columns.ts";
import type { RowsSlice } from "./slice.ts";
import { readText, textJson } from "./text-json.ts";

/**
 * The bytes of a slice: canonical JSON. Rows are counted from the slice's first one here, so that numbers are short:
 *
 *     {"cut":[[4,98000]],"file":3,"from":120,"hunks":[[0,12,3,12,4,"def rank(items):"]],"kind":"slice","leftOut":0,
 *      "moved":[[0,2,5,77,31]],"next":[12,12],"signs":" -++ ","texts":["…",{"base64":"/w=="},…],"unended":[4],
 *      "version":"rows-1","words":[[1,4,9],[2,4,10]]}
 *
 * `cut`: row, units left out. `hunks`: row before which it begins, the four numbers, the heading if there is one. `moved`: row, how many, and
 * file, row and line of the other place. `next`: numbers of the first lines on either side, 0 for a side without lines here. `words`: row,
 * then from and to of each range.
 */
export function formatSlice(slice: RowsSlice): Uint8Array {
  const { file, from, rows, hunks, words, wordsLeftOut, moved, cut } = slice;
  return formatCanonical({
    ...rowColumns(rows),
    cut: [...cut].map(([row, units]) => [row - from, units]),
    file,
    from,
    hunks: hunks.map((hunk) => headerJson(hunk, from)),
    kind: "slice",
    leftOut: wordsLeftOut,
    moved: moved.map(({ row, rows: count, other }) => [row - from, count, other.file, other.row, other.line]),
    version: VERSION,
    words: [...words].map(([row, ranges]) => [row - from, ...ranges.flatMap(({ from: start, to }) => [start, to])]),
  });
}

const slice = object({
  ...ROW_COLUMNS,
  cut: numberTuples(2),
  file: integer,
  from: integer,
  hunks: readHeaders,
  kind: oneOf("slice"),
  leftOut: integer,
  moved: numberTuples(5),
  version,
  words: numberLists,
});

/**
 * Reads what {@link formatSlice} prints and nothing else. `web.json-…` where it is no canonical JSON, `web.unknown-field`,
 * `web.missing-field`, `web.field-type`, `web.field-value`, `web.base64`, `web.rows-text`; `web.rows-numbers` where members do not agree.
 * A megabyte takes some 30 ms: ask for a few thousand rows at a time.
 */
export function parseSlice(bytes: Uint8Array): RowsSlice {
  const { file, from, hunks, leftOut, moved, cut, words, ...columns } = read(
    slice,
    parseCanonical(bytes, "web"),
    "web",
  );
  const rows = rowsOf(columns, hunks);
  const inOrder = (all: readonly (readonly number[])[], most: number) =>
    all.every(([row = -1], at) => row < most && row > (all[at - 1]?.[0] ?? -1)) || disagree("rows out of order");
  inOrder(
    hunks.map(({ row }) => [row]),
    rows.length,
  );
  inOrder(cut, rows.length);
  inOrder(words, rows.length);
  return {
    file,
    from,
    rows,
    hunks: hunks.map(({ row, ...header }) => ({ row: row + from, ...header })),
    words: new Map(words.map(([row = 0, ...ends]) => [row + from, rangesOf(ends, rows[row]?.text.length ?? 0)])),
    wordsLeftOut: leftOut,
    moved: moved.map((numbers) => movedRun(numbers, from, rows.length)),
    cut: new Map(cut.map(([row = 0, units = 0]) => [row + from, units])),
  };
}

function headerJson(
  { row, oldStart, oldCount, newStart, newCount, heading }: RowsSlice["hunks"][number],
  from: number,
) {
  const numbers = [row - from, oldStart, oldCount, newStart, newCount];
  return heading === undefined ? numbers : [...numbers, textJson(heading)];
}

function readHeaders(value: JsonValue, place: Place): readonly (HunkHeader & { readonly row: number })[] {
  return readList(value, place).map((item) => {
    const [row, oldStart, oldCount, newStart, newCount] = readNumbers(readList(item, place).slice(0, 5), place);
    const [heading, ...more] = readList(item, place).slice(5);
    if (row === undefined || oldStart === undefined || oldCount === undefined || newStart === undefined)
      return refuse(place, "field-value", "a hunk without its numbers");
    if (newCount === undefined || more.length > 0) return refuse(place, "field-value", "a hunk without its numbers");
    const numbers = { row, oldStart, oldCount, newStart, newCount };
    return heading === undefined ? numbers : { ...numbers, heading: readText(heading, place) };
  });
}

function rangesOf(ends: readonly number[], length: number): readonly Range[] {
  if (ends.length % 2 === 1 || ends.some((end, at) => end > length || end < (ends[at - 1] ?? 0)))
    disagree("ranges of a row");
  return ends.flatMap((from, at) => (at % 2 === 0 ? [{ from, to: ends[at + 1] ?? from }] : []));
}

function movedRun(numbers: readonly number[], from: number, length: number): RowsSlice["moved"][number] {
  const [row = 0, rows = 0, file = 0, otherRow = 0, line = 0] = numbers;
  if (rows === 0 || row + rows > length) disagree("rows that moved");
  return { row: row + from, rows, other: { file, row: otherRow, line } };
}
