import type { JsonValue } from "@countersign/attest";
import type { Packet } from "@countersign/core";
import { shortRatio } from "@countersign/reviewers/ratio";
import { oneLine } from "./change-text.ts";
import type { Terminal } from "./terminal.ts";
import { wrapped } from "./wrapped.ts";

/** Rows of one ledger that are printed; `show --json` has all. */
const MOST_ROWS = 40;
/** Units of a value that are printed. */
const LONGEST_VALUE = 160;
/** Columns of a key that others are aligned to. */
const WIDEST_KEY = 32;

type Row = Packet["ledgers"][string][number];
type Cells = { readonly [column: string]: JsonValue | undefined };

/** The ledgers of a packet for people, file by file, a row a line: what it is called, what became of it, and where it stands. */
export function ledgerLines({ ledgers }: Pick<Packet, "ledgers">, { dim }: Pick<Terminal, "dim">): readonly string[] {
  return Object.entries(ledgers).flatMap(([name, rows]) => {
    const [only] = rows;
    if (name === "claim" && only !== undefined) return wrapped(claimText(only), 2, 4);
    const written = rows.filter((row) => cellsOf(row)["generated"] !== "yes");
    const own = written.filter((row) => cellsOf(row)["test"] !== "yes");
    const shown = own.slice(0, MOST_ROWS);
    const [more, tests, made] = [own.length - shown.length, written.length - own.length, rows.length - written.length];
    return [
      `  ${oneLine(name)}: ${rows.length}${rows.every((row) => typeof row === "string") ? "" : rows.length === 1 ? " row" : " rows"}`,
      ...[...Map.groupBy(shown, (row) => fileOf(cellsOf(row)))].flatMap(([file, own]) => fileLines(file, own)),
      ...(more > 0 ? [dim(`    ${more} more ${more === 1 ? "row is" : "rows are"} not shown; --json has them`)] : []),
      ...(tests > 0 ? [dim(`    ${tests} ${tests === 1 ? "row is" : "rows are"} of tests; --json has them`)] : []),
      ...(made > 0
        ? [dim(`    ${made} ${made === 1 ? "row is" : "rows are"} of generated files; --json has them`)]
        : []),
    ];
  });
}

/** Which share of the change the author's text explains. */
export function claimText(row: Row): string {
  const { lines, explained } = cellsOf(row);
  return `the author's text explains ${textOf(explained)} of ${textOf(lines)} changed ${lines === "1" ? "line" : "lines"}`;
}

/** Rows of one file below its path; rows of no file as they are. */
function fileLines(file: string, rows: readonly Row[]): readonly string[] {
  if (file === "") return rows.flatMap((row) => wrapped(plainText(cellsOf(row)), 4, 6));
  const keys = rows.map((row) => keyOf(cellsOf(row), file));
  const width = Math.max(...keys.map((key) => (key.length > WIDEST_KEY ? 0 : key.length)));
  return [
    `    ${file}`,
    ...rows.flatMap((row, at) => wrapped(`${(keys[at] ?? "").padEnd(width)}  ${becameOf(cellsOf(row))}`, 6, 10)),
  ];
}

function fileOf({ path, how }: Cells): string {
  return typeof path === "string" && typeof how === "string" ? oneLine(path) : "";
}

/** The key without the path that stands above it. */
function keyOf({ key, remote }: Cells, file: string): string {
  const own = textOf(key);
  const bare = own.startsWith(`${file}#`) ? own.slice(file.length + 1) : own;
  return remote === undefined ? bare : `${bare} (${textOf(remote)})`;
}

/** What became of a row, and where it stands. */
function becameOf(row: Cells): string {
  const [before, after] = [cellsOf(row["before"]), cellsOf(row["after"])];
  const from = row["from"] === undefined ? undefined : cellsOf(row["from"]);
  const [value = "", ...rest] = valueParts(row, before, after);
  const others = [
    ...otherParts(row, before, after),
    ...(row["position"] === undefined ? [] : [`at ${Number(row["position"]) + 1}`]),
    ...(from === undefined ? [] : [`was ${textOf(from["key"])} in ${textOf(from["path"])}:${textOf(from["line"])}`]),
  ];
  const said = [[value, ...rest].filter((part) => part !== "").join("  "), ...others].filter((part) => part !== "");
  return `${said.join(", ")}  line ${textOf(row["line"])}`;
}

/** `12 → 9 h` with its ratio, `new 12`, `gone, was 9`; `renamed` and the like where the value stays. */
function valueParts({ how, unit: own, ratio }: Cells, before: Cells, after: Cells): readonly string[] {
  const [from, to] = [valueOf(before), valueOf(after)];
  const unit = textOf(own ?? after["unit"] ?? before["unit"]);
  const withUnit = (value: string) => (unit === "" ? value : `${value} ${unit}`);
  if (how === "added") return [to === undefined ? "new" : `new ${withUnit(to)}`];
  if (how === "removed") return [from === undefined ? "gone" : `gone, was ${withUnit(from)}`];
  const same = before["decimal"] === after["decimal"] && before["value"] === undefined;
  if (same || from === undefined || to === undefined) return [how === "changed" ? "" : textOf(how)];
  return [
    `${from} → ${withUnit(to)}`,
    ...(typeof ratio === "string" ? [`× ${shortRatio(ratio)}`] : []),
    ...(how === "changed" ? [] : [textOf(how)]),
  ];
}

function valueOf({ value, operator }: Cells): string | undefined {
  if (value === undefined) return undefined;
  const text = value === "" ? "empty" : cutText(textOf(value));
  return operator === undefined ? text : `${textOf(operator)} ${text}`;
}

function cutText(text: string): string {
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE).toWellFormed()}…`;
}

/** Columns that say what the value, the place or the key says, or that nobody knows. */
const SAID = new Set(["value", "decimal", "unit", "operator", "type", "kind", "stage", "feature", "source"]);

function otherParts({ how }: Cells, before: Cells, after: Cells): readonly string[] {
  const columns = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((column) =>
    how === "added" || how === "removed" ? !SAID.has(column) : column !== "value" && column !== "decimal",
  );
  return columns.flatMap((column) => {
    const [from, to] = [before[column], after[column]];
    if (how === "added" || how === "removed")
      return [from, to].includes("unknown") ? [] : [`${wordsOf(column)} ${shortText(to ?? from)}`];
    return [`${wordsOf(column)} ${shortText(from ?? "none")} → ${shortText(to ?? "none")}`];
  });
}

/** `membersSha256` as `members sha256`. */
function wordsOf(column: string): string {
  return oneLine(column.replaceAll(/(?<=[a-z\d])(?=[A-Z])/gu, " ").toLowerCase());
}

/** Digests by their beginning. */
function shortText(value: JsonValue | undefined): string {
  const text = textOf(value);
  return /^[0-9a-f]{64}$/u.test(text) ? `${text.slice(0, 16)}…` : text;
}

/** A row of no file: a block that moved, or names with their values. */
function plainText(row: Cells): string {
  const { from, fromLine, to, toLine, lines, edits, more } = row;
  if (more !== undefined && Object.keys(row).length === 1) return `and ${textOf(more)} more`;
  if (fromLine !== undefined && toLine !== undefined)
    return `${textOf(from)}:${textOf(fromLine)} → ${textOf(to)}:${textOf(toLine)}  ${textOf(lines)} lines, ${textOf(edits)} of them changed`;
  return Object.entries(row)
    .toSorted(([a], [b]) => placeOf(a) - placeOf(b))
    .map(([name, value]) => (name === "is" ? textOf(value) : `${wordsOf(name)} ${textOf(value)}`))
    .join(", ");
}

const READING = ["is", "path", "line", "from", "to", "state", "change"];

function placeOf(name: string): number {
  const at = READING.indexOf(name);
  return at === -1 ? READING.length : at;
}

function cellsOf(row: Row | undefined): Cells {
  if (row === undefined) return {};
  return typeof row === "object" && row !== null && !isList(row) ? row : { is: row };
}

function isList(value: JsonValue): value is Extract<JsonValue, readonly unknown[]> {
  return Array.isArray(value);
}

function textOf(value: JsonValue | undefined): string {
  if (value === undefined) return "";
  return oneLine(typeof value === "string" ? value : JSON.stringify(value));
}
