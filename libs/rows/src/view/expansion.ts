import { CountersignError } from "@countersign/core/error";
import type { ContextRow, Hunk, Row } from "../patch/row.ts";
import { firstOf } from "../patch/read-hunk.ts";
import type { BlobLines } from "../text/blob-lines.ts";

/** Lines that both sides have and no hunk shows: `count` of them from these numbers on. It stands before the hunk with its own number. */
export type Gap = { readonly old: number; readonly new: number; readonly count: number };

/** Both contents of a file, as lines. An absent side has none. */
export type BothSides = { readonly old: BlobLines; readonly new: BlobLines };

/**
 * The gaps of a file: one before each hunk and one behind the last, in this order; a count of 0 is no gap. `oldLines`: how many lines the
 * old side has.
 */
export function gapsOf(hunks: readonly Hunk[], oldLines: number): readonly Gap[] {
  const gaps: Gap[] = [];
  let [old, now] = [1, 1];
  for (const { oldStart, oldCount, newStart, newCount } of hunks) {
    gaps.push({ old, new: now, count: firstOf(oldStart, oldCount) - old });
    old = firstOf(oldStart, oldCount) + oldCount;
    now = firstOf(newStart, newCount) + newCount;
  }
  return [...gaps, { old, new: now, count: oldLines + 1 - old }];
}

/**
 * Rows of a gap, `from` (counted from 0) up to, not including, `to`; both are cut to what is there. `git.patch-blob` where the sides are not
 * the same there, which means that these are not the contents that the patch is about.
 */
export function expandGap(sides: BothSides, gap: Gap, from: number, to: number): readonly ContextRow[] {
  const rows: ContextRow[] = [];
  for (let at = Math.max(from, 0); at < Math.min(to, gap.count); at += 1)
    rows.push(contextAt(sides, gap.old + at, gap.new + at));
  return rows;
}

/**
 * The whole of a file as rows: gaps and hunks together. Every row is compared with the contents, and there are no lines left, so that what
 * comes back shows both contents and nothing else; `git.patch-blob` otherwise. Cost: linear in the contents.
 */
export function wholeFile(sides: BothSides, hunks: readonly Hunk[]): readonly Row[] {
  const gaps = gapsOf(hunks, sides.old.lines.length);
  const rows: Row[] = [];
  for (const [at, gap] of gaps.entries()) {
    for (const row of expandGap(sides, gap, 0, gap.count)) rows.push(row);
    for (const row of hunks[at]?.rows ?? []) {
      checkRow(sides, row);
      rows.push(row);
    }
  }
  const shown = gaps.at(-1);
  if (shown === undefined || shown.count < 0 || shown.new + shown.count !== sides.new.lines.length + 1) refuse();
  return rows;
}

function contextAt(sides: BothSides, old: number, now: number): ContextRow {
  const text = sides.old.lines[old - 1];
  if (text === undefined) return refuse();
  const row: ContextRow = { kind: "context", old, new: now, text, ended: isEnded(sides.old, old) };
  checkRow(sides, row);
  return row;
}

function checkRow(sides: BothSides, row: Row): void {
  if (row.kind !== "added") checkLine(sides.old, row.old, row);
  if (row.kind !== "removed") checkLine(sides.new, row.new, row);
}

function checkLine(blob: BlobLines, number: number, { text, ended }: Row): void {
  if (blob.lines[number - 1] !== text || isEnded(blob, number) !== ended) refuse();
}

function isEnded({ lines, ended }: BlobLines, number: number): boolean {
  return ended || number < lines.length;
}

function refuse(): never {
  throw new CountersignError("git.patch-blob", "the contents are not those that the patch is about");
}
