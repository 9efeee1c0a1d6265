import { string } from "@countersign/attest";
import type { JsonObject } from "@countersign/attest";
import { firstOf } from "../patch/read-hunk.ts";
import type { HunkHeader, Row } from "../patch/row.ts";
import { signOf } from "../patch/row.ts";
import { disagree } from "./document.ts";
import { readNumbers } from "./lists.ts";
import { readTexts, textJson } from "./text-json.ts";

/** Readers of the members that {@link rowColumns} makes. */
export const ROW_COLUMNS = { next: readNumbers, signs: string, texts: readTexts, unended: readNumbers };

/** What those members are once they are read. */
export type RowColumns = {
  readonly next: readonly number[];
  readonly signs: string;
  readonly texts: readonly string[];
  readonly unended: readonly number[];
};

/** A header of a hunk, and the number of the row in the slice that follows it. */
type PlacedHeader = HunkHeader & { readonly row: number };

/** Rows as columns: signs, texts, which of them end without a line feed, and the numbers on both sides of the line that comes next at the start. */
export function rowColumns(rows: readonly Row[]): JsonObject {
  return {
    next: [...nextNumbers(rows)],
    signs: rows.map(({ kind }) => signOf(kind)).join(""),
    texts: rows.map(({ text }) => textJson(text)),
    unended: rows.flatMap(({ ended }, at) => (ended ? [] : [at])),
  };
}

/** Of a side that has no row here, 0 is said. */
function nextNumbers(rows: readonly Row[]): readonly [number, number] {
  let [old, now] = [0, 0];
  for (const row of rows) {
    if (old === 0 && row.kind !== "added") old = row.old;
    if (now === 0 && row.kind !== "removed") now = row.new;
    if (old > 0 && now > 0) break;
  }
  return [old, now];
}

/** Rows out of their columns; headers begin their numbers anew. `web.rows-numbers` where the columns do not agree. */
export function rowsOf({ next, signs, texts, unended }: RowColumns, headers: readonly PlacedHeader[]): readonly Row[] {
  if (texts.length !== signs.length) disagree("as many texts as signs");
  const open = new Set(unended);
  const starts = new Map(headers.map((header) => [header.row, header]));
  let [old = 0, now = 0] = next;
  const rows = texts.map((text, at): Row => {
    const start = starts.get(at);
    if (start !== undefined) {
      old = firstOf(start.oldStart, start.oldCount);
      now = firstOf(start.newStart, start.newCount);
    }
    const ended = !open.has(at);
    const sign = signs.charAt(at);
    if (sign === " ") return { kind: "context", old: old++, new: now++, text, ended };
    if (sign === "-") return { kind: "removed", old: old++, text, ended };
    return sign === "+" ? { kind: "added", new: now++, text, ended } : disagree("a sign of a row that is none");
  });
  const said = nextNumbers(rows);
  if (next.length !== 2 || said[0] !== next[0] || said[1] !== next[1]) disagree("the numbers of the first rows");
  if (open.size !== unended.length || unended.some((at, of) => at >= rows.length || at <= (unended[of - 1] ?? -1)))
    disagree("which rows end without a line feed");
  return rows;
}
