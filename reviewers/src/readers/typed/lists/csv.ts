import { extension, fileName } from "../../../content/names.ts";
import type { Value } from "../../../facts/fact.ts";
import type { SourceText } from "../../reading.ts";
import { FactCollector } from "../collector.ts";
import type { TypedReading } from "../typed-reading.ts";
import { stringValue, wordValue } from "../value.ts";
import { csvRows } from "./csv-rows.ts";
import type { CsvRow } from "./csv-rows.ts";

/** Rows of a table whose numbers are parameters by name; a longer one is data. */
const MOST_NAMED = 5_000;
const MOST_COLUMNS = 50;

/** Reads a table of separated values: a small one whose rows have names and numbers as settings, any other as a list for each column. */
export function readCsv({ path, text }: SourceText): TypedReading {
  const facts = new FactCollector("csv");
  const { rows, unended } = csvRows(text, separatorOf(path, text));
  if (unended !== undefined) facts.trouble("opaque.parse", "a quoted cell does not end", unended);
  const headed = hasHeader(rows);
  const headers = headed ? (rows[0]?.cells ?? []) : [];
  const body = headed ? rows.slice(1) : rows;
  if (named(body)) namedRows(body, headers, facts);
  else columns(body, headers, fileName(path), facts);
  return facts.reading();
}

function separatorOf(path: string, text: string): string {
  if (extension(path) === "tsv") return "\t";
  const [first = ""] = text.split("\n", 1);
  return first.includes(";") && !first.includes(",") ? ";" : ",";
}

/** A first row without numbers, above one that has any, or that calls a column an id. */
function hasHeader([first, second]: readonly CsvRow[]): boolean {
  if (first === undefined || second === undefined || first.cells.some(isNumber)) return false;
  return second.cells.some(isNumber) || first.cells.some((cell) => /^\w{0,40}(?:id|name|handle|domain)$/i.test(cell));
}

function isNumber(cell: string): boolean {
  return wordValue(cell).is === "number";
}

function named(rows: readonly CsvRow[]): boolean {
  if (rows.length > MOST_NAMED || !rows.every(({ cells }) => cells.length > 1)) return false;
  const names = new Set(rows.map(({ cells }) => cells[0]));
  return names.size === rows.length && rows.every(({ cells: [name = ""] }) => name !== "" && !isNumber(name));
}

function namedRows(rows: readonly CsvRow[], headers: readonly string[], facts: FactCollector): void {
  for (const { cells, line } of rows)
    for (const [at, cell] of cells.slice(1, MOST_COLUMNS).entries()) {
      const header = headers[at + 1];
      const within = header === undefined ? [] : [header];
      facts.setting({ from: line, within }, { name: cells[0] ?? "", value: wordValue(cell), as: "config" });
    }
}

function columns(rows: readonly CsvRow[], headers: readonly string[], file: string, facts: FactCollector): void {
  const [first] = rows;
  const to = rows.at(-1)?.line ?? 1;
  if (first === undefined) return;
  const count = Math.min(first.cells.length, MOST_COLUMNS);
  for (let at = 0; at < count; at += 1) {
    const items = rows.map(({ cells }): Value => (cells[at] === "" ? stringValue("") : wordValue(cells[at] ?? "")));
    const name = count === 1 ? file : (headers[at] ?? `${file}[${at}]`);
    facts.list({ from: first.line, to, within: [] }, { name, items, ordered: false });
  }
}
