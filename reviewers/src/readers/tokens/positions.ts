import type { Token } from "../reading.ts";
import type { Cursor } from "./cursor.ts";

/** Tokens that are looked at for the last one that is no remark. */
const MOST_BACK = 8;
/** Words behind which a value is due. */
const BEFORE_VALUE: ReadonlySet<string> = new Set(
  "return in of case typeof and or not if when unless elsif while match".split(" "),
);

/** Where a `/…/` that begins here ends, if a value is due here and it ends on its line. */
export function patternEnd(cursor: Cursor, before: Token | undefined): number | undefined {
  if (!valueIsDue(before)) return undefined;
  const close = cursor.findUnescaped("/", cursor.at + 1, cursor.lineEnd());
  if (close === undefined || close === cursor.at + 1) return undefined;
  let end = close + 1;
  while (/^[a-z]$/.test(cursor.text.charAt(end))) end += 1;
  return end;
}

/** Whether a literal of three quotes is a remark: it begins and ends a line, and no operator or bracket asks for a value. */
export function standsAlone(cursor: Cursor, end: number, before: readonly Token[]): boolean {
  const quotes = cursor.text.slice(cursor.at, cursor.at + 3);
  if (!cursor.firstInLine || (quotes !== '"""' && quotes !== "'''")) return false;
  const behind = /^[^\S\n]{0,200}(?:\n|$)/.test(cursor.text.slice(end, end + 201));
  const last = before.slice(-MOST_BACK).findLast(({ is }) => is !== "comment");
  return behind && (last === undefined || last.is !== "mark" || /^[:)\]}]$/.test(last.text));
}

function valueIsDue(before: Token | undefined): boolean {
  if (before === undefined) return true;
  if (before.is === "mark") return !/^[)\]}]$/.test(before.text);
  return before.is === "comment" || BEFORE_VALUE.has(before.text);
}
