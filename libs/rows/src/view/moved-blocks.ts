import type { Hunk, Row } from "../patch/row.ts";

/** A place of a row in a patch: the file and the row in it, counted from 0; `line` is the row's number on its side. */
export type RowPlace = { readonly file: number; readonly row: number; readonly line: number };

/** Lines that left one place and came at another, unchanged: `rows` of them from each place on. */
export type MovedBlock = { readonly from: RowPlace; readonly to: RowPlace; readonly rows: number };

/** Letters and digits that a block has to have; less stands in too many places. */
const LEAST_LETTERS = 20;
/** Places of one line that are tried. */
const MOST_TRIED = 32;

/**
 * Exact blocks of lines that the change takes from one place and puts at another, also in another file; the longest at each place, and each row
 * in one block at most. A block ends where a line differs in anything, blanks too: what is not marked as moved is new or gone, so
 * a letter that was changed on the way stands out (attack D3). Cost: linear in the rows, 32 places each at most.
 */
export function movedBlocks(files: readonly { readonly hunks: readonly Hunk[] }[]): readonly MovedBlock[] {
  const removed = linesOf(files, "removed");
  const added = linesOf(files, "added");
  const places = placesOf(removed, added);
  const used = new Uint8Array(added.length);
  const blocks: MovedBlock[] = [];
  for (let at = 0; at < removed.length;) {
    const best = longestAt(removed, added, at, places.get(removed[at]?.text ?? "") ?? [], used);
    const [from, to] = [removed[at], added[best.to]];
    if (from === undefined || to === undefined || best.letters < LEAST_LETTERS) {
      at += 1;
      continue;
    }
    used.fill(1, best.to, best.to + best.rows);
    blocks.push({ from: placeOf(from), to: placeOf(to), rows: best.rows });
    at += best.rows;
  }
  return blocks;
}

/** A line and its place; `letters` counts the letters and digits of it. */
type PlacedLine = RowPlace & { readonly text: string; readonly letters: number };

function placeOf({ file, row, line }: PlacedLine): RowPlace {
  return { file, row, line };
}

function linesOf(files: readonly { readonly hunks: readonly Hunk[] }[], kind: "removed" | "added"): PlacedLine[] {
  const lines: PlacedLine[] = [];
  for (const [file, { hunks }] of files.entries()) {
    let row = 0;
    for (const { rows } of hunks)
      for (const one of rows) {
        if (one.kind === kind)
          lines.push({ file, row, line: numberOf(one), text: one.text, letters: lettersOf(one.text) });
        row += 1;
      }
  }
  return lines;
}

function numberOf(row: Row): number {
  return row.kind === "removed" ? row.old : row.new;
}

function lettersOf(text: string): number {
  return text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
}

/** Where lines stand among the added ones that were removed too. A line without a letter begins no block. */
function placesOf(
  removed: readonly PlacedLine[],
  added: readonly PlacedLine[],
): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const { text, letters } of removed) if (letters > 0) places.set(text, []);
  for (const [at, { text }] of added.entries()) {
    const known = places.get(text);
    if (known !== undefined && known.length < MOST_TRIED) known.push(at);
  }
  return places;
}

type Candidate = { readonly to: number; readonly rows: number; readonly letters: number };

function longestAt(
  removed: readonly PlacedLine[],
  added: readonly PlacedLine[],
  from: number,
  places: readonly number[],
  used: Uint8Array,
): Candidate {
  let best: Candidate = { to: -1, rows: 0, letters: 0 };
  for (const to of places) {
    const candidate = blockAt(removed, added, from, to, used);
    if (candidate.rows > best.rows) best = candidate;
  }
  return best;
}

function blockAt(
  removed: readonly PlacedLine[],
  added: readonly PlacedLine[],
  from: number,
  to: number,
  used: Uint8Array,
): Candidate {
  let [rows, letters] = [0, 0];
  for (;;) {
    const [old, now] = [removed[from + rows], added[to + rows]];
    if (old === undefined || now === undefined || old.text !== now.text || used[to + rows] === 1) break;
    if (rows > 0 && !(follows(removed[from + rows - 1], old) && follows(added[to + rows - 1], now))) break;
    letters += old.letters;
    rows += 1;
  }
  return { to, rows, letters };
}

/** Rows of one run, so that a block is a stretch of rows on both sides. */
function follows(before: PlacedLine | undefined, line: PlacedLine): boolean {
  return before?.file === line.file && before.row + 1 === line.row && before.line + 1 === line.line;
}
