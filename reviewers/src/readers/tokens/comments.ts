import { isBlank } from "./characters.ts";
import type { Cursor } from "./cursor.ts";
import type { Lexis } from "./lexis.ts";

/** Where a comment that begins here ends; undefined if none does. One that is never closed ends with its line. */
export function commentEnd(cursor: Cursor, lexis: Lexis): number | undefined {
  const block = lexis.block.find(
    ([open]) => cursor.starts(open.trimStart()) && (!open.startsWith("\n") || cursor.column === 0),
  );
  if (block !== undefined) return blockEnd(cursor, block[0], block[1], lexis.nested) ?? cursor.lineEnd();
  const only = cursor.firstInLine && lexis.first.some((mark) => cursor.starts(mark));
  return only || lexis.line.some((mark) => cursor.starts(mark) && isApart(cursor, mark, lexis.apart))
    ? cursor.lineEnd()
    : undefined;
}

function isApart(cursor: Cursor, mark: string, apart: Lexis["apart"]): boolean {
  if (apart === "no") return true;
  const before = cursor.at === 0 ? 0x20 : cursor.unit(-1);
  const behind = cursor.unit(mark.length);
  const repeated = behind === mark.charCodeAt(0) || behind === 0x21;
  return isBlank(before) && (apart === "before" || Number.isNaN(behind) || isBlank(behind) || repeated);
}

function blockEnd(cursor: Cursor, open: string, close: string, nested: boolean): number | undefined {
  const from = cursor.at + open.trimStart().length;
  const inner = nested ? nestedEnd(cursor, open, close, from) : undefined;
  if (inner !== undefined) return inner;
  const found = cursor.find(close, from);
  return found === undefined ? undefined : found + close.length;
}

/** One that is never closed at its depth is tried once in a text; from then on the first mark closes. */
function nestedEnd(cursor: Cursor, open: string, close: string, from: number): number | undefined {
  if (cursor.unbalanced) return undefined;
  let depth = 1;
  for (let at = from; at < cursor.text.length; at += 1) {
    cursor.looked += 1;
    if (cursor.text.startsWith(close, at)) depth -= 1;
    else if (cursor.text.startsWith(open, at)) depth += 1;
    else continue;
    if (depth === 0) return at + close.length;
    at += 1;
  }
  cursor.unbalanced = true;
  return undefined;
}
