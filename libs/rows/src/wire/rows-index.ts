import { fileCards } from "../patch/file-cards.ts";
import type { FileCard } from "../patch/file-cards.ts";
import type { FileHeader, Patch, PatchFile } from "../patch/patch-file.ts";
import { countHidden } from "../view/hidden-marks.ts";
import type { HiddenKind } from "../view/hidden-marks.ts";

/** What a client has to know of a file before it asks for rows. */
export type IndexedFile = {
  readonly header: FileHeader;
  /** SHA-256 of the file's part of the patch. */
  readonly sha256: string;
  readonly cards: readonly FileCard[];
  readonly hunks: number;
  readonly rows: number;
  readonly added: number;
  readonly removed: number;
  /** UTF-16 units of the longest row. */
  readonly longest: number;
  /** How often each kind of hidden text stands in the rows, for a warning at the head of the file. */
  readonly hidden: { readonly [kind in HiddenKind]?: number };
};

/** A whole patch without its rows: every file of it, whatever its size (attack D2). */
export type RowsIndex = { readonly sha256: string; readonly files: readonly IndexedFile[] };

/** The index of a patch. Cost: linear in its rows. */
export function indexOf({ sha256, files }: Patch): RowsIndex {
  return { sha256, files: files.map(indexedFile) };
}

function indexedFile({ hunks, sha256, ...header }: PatchFile): IndexedFile {
  const rows = hunks.flatMap((hunk) => hunk.rows);
  const counted = { context: 0, removed: 0, added: 0, longest: 0 };
  for (const { kind, text } of rows) {
    counted[kind] += 1;
    counted.longest = Math.max(counted.longest, text.length);
  }
  return {
    header,
    sha256,
    cards: fileCards({ ...header, hunks }),
    hunks: hunks.length,
    rows: rows.length,
    added: counted.added,
    removed: counted.removed,
    longest: counted.longest,
    hidden: countHidden(rows),
  };
}
