import type { LineCursor } from "./line-cursor.ts";
import type { Hunk, HunkHeader, Row } from "./row.ts";

const HEADER = /^(\d{1,10})(?:,(\d{1,10}))? \+(\d{1,10})(?:,(\d{1,10}))? @@(?: ([^]*))?$/;

/** The prefix of a hunk's first line. */
const BEGIN = "@@ -";

/** Whether a hunk comes next. */
export function hunkFollows(cursor: LineCursor): boolean {
  return cursor.peek()?.startsWith(BEGIN) === true;
}

/**
 * Reads one hunk: its header and exactly as many rows as that promises. `git.patch-hunk` for a header that is none,
 * `git.patch-row` for a line that is no row or more than was promised, `git.patch-order` for rows in an order that git never prints,
 * `git.patch-ended` for lines behind the end of a side.
 */
export function readHunk(cursor: LineCursor): Hunk {
  const header = readHunkHeader(cursor);
  const counts = { old: header.oldCount, new: header.newCount };
  const next = { old: firstOf(header.oldStart, header.oldCount), new: firstOf(header.newStart, header.newCount) };
  const rows: Row[] = [];
  let [before, changes] = [" ", 0];
  while (counts.old > 0 || counts.new > 0) {
    const line = cursor.take();
    const sign = line.slice(0, 1);
    if (sign !== "+") counts.old -= 1;
    if (sign !== "-") counts.new -= 1;
    if (counts.old < 0 || counts.new < 0) cursor.refuse("git.patch-row", "more lines of a side than the hunk has");
    if (sign === "-" && before === "+") cursor.refuse("git.patch-order", "a removed line behind an added one");
    const ended = cursor.takeAfter(UNENDED) === undefined;
    rows.push(rowOf(sign, line.slice(1), ended, next, cursor));
    if (!ended && endsTooEarly(sign, counts))
      cursor.refuse("git.patch-ended", "more lines behind the last one of a side");
    if (sign !== " ") changes += 1;
    before = sign;
  }
  if (changes === 0) cursor.refuse("git.patch-hunk", "nothing differs in this hunk");
  return { ...header, rows };
}

/** What git prints in the locale C; the rest of the line is empty. */
const UNENDED = "\\ No newline at end of file";

function readHunkHeader(cursor: LineCursor): HunkHeader {
  const [line, oldStart, oldCount = "1", newStart, newCount = "1", heading] =
    HEADER.exec(cursor.takeAfter(BEGIN) ?? "") ?? [];
  if (line === undefined) return cursor.refuse("git.patch-hunk", "no header of a hunk as git prints it");
  const numbers = {
    oldStart: Number(oldStart),
    oldCount: Number(oldCount),
    newStart: Number(newStart),
    newCount: Number(newCount),
  };
  return { ...numbers, ...(heading === undefined ? {} : { heading }) };
}

/** The number of the first line; a side without lines stands behind the line that git names. */
export function firstOf(start: number, count: number): number {
  return count === 0 ? start + 1 : start;
}

function rowOf(
  sign: string,
  text: string,
  ended: boolean,
  next: { old: number; new: number },
  cursor: LineCursor,
): Row {
  if (sign === " ") return { kind: "context", old: next.old++, new: next.new++, text, ended };
  if (sign === "-") return { kind: "removed", old: next.old++, text, ended };
  if (sign === "+") return { kind: "added", new: next.new++, text, ended };
  return cursor.refuse("git.patch-row", "no row as git prints it");
}

function endsTooEarly(sign: string, counts: { readonly old: number; readonly new: number }): boolean {
  return (sign !== "+" && counts.old > 0) || (sign !== "-" && counts.new > 0);
}
