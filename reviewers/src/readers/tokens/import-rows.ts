import type { Token } from "../reading.ts";

/** Words that a row begins with which draws something in, or says to which package the file belongs. */
const BEGINS: ReadonlySet<string> = new Set(
  "import from use using include package namespace require load extern".split(" "),
);
/** What may stand before such a word. */
const LEADS: ReadonlySet<string> = new Set(["#", "pub", "export"]);
/** Languages in which `use` and `using` draw in, whatever follows. */
const USING: ReadonlySet<string> = new Set("rust perl php elixir cpp cuda csharp".split(" "));
/** Marks that such a row may have; any other makes it code. */
const MARKS: ReadonlySet<string> = new Set(". , :: { } ( ) * @ < > / - : => \\ ..".split(" "));
/** Words that only code has. */
const CODE: ReadonlySet<string> = new Set("if for while return let var val def fn function class new await".split(" "));

/** A row that draws something in: its lines, and what it names, its tokens joined. */
export type ImportRow = { readonly from: number; readonly to: number; readonly tokens: readonly Token[] };

/** The lines, counted from 1, that have nothing but imports. */
export function importLines(tokens: readonly Token[], language: string): ReadonlySet<number> {
  const lines = new Set<number>();
  for (const { from, to } of importRows(tokens, language)) for (let line = from; line <= to; line += 1) lines.add(line);
  return lines;
}

/** The rows of a text that draw something in: `import a.b.{c, d}`, `from x import (…)`, `use a::b;`, `#include <x>`, Go's block. */
export function importRows(tokens: readonly Token[], language: string): readonly ImportRow[] {
  const code = tokens.filter(({ is }) => is !== "comment");
  const rows: ImportRow[] = [];
  for (let at = 0; at < code.length;) {
    const first = code[at];
    const begins = first !== undefined && (code[at - 1]?.end ?? 0) < first.line;
    const row = begins ? importAt(code, at, language) : undefined;
    if (row !== undefined) rows.push(row);
    at += row?.tokens.length ?? 1;
  }
  return rows;
}

function importAt(code: readonly Token[], at: number, language: string): ImportRow | undefined {
  const skipped = LEADS.has(code[at]?.text ?? "") ? 1 : 0;
  const word = code[at + skipped];
  if (word === undefined || !(BEGINS.has(word.text) || isReExport(code, at))) return undefined;
  const end = rowEnd(code, at);
  const row = code.slice(at, end);
  if (!row.slice(skipped + 1).every((token) => isOfImport(token)) || !drawsIn(row, skipped, language)) return undefined;
  const [first, last] = [row.at(0), row.at(-1)];
  return first === undefined || last === undefined ? undefined : { from: first.line, to: last.end, tokens: row };
}

/** `export … from "…"` draws in; any other export is code. */
function isReExport(code: readonly Token[], at: number): boolean {
  if (code[at]?.text !== "export" || !/^[{*]$|^type$/.test(code[at + 1]?.text ?? "")) return false;
  const end = rowEnd(code, at);
  return code.slice(at, end).some(({ text }) => text === "from");
}

/** Rows end with their line, but not within brackets or behind `,` and `\`; nothing that could be an import is longer than this. */
const LONGEST_ROW = 2_000;

function rowEnd(code: readonly Token[], at: number): number {
  let depth = 0;
  let index = at;
  for (; index < code.length && index < at + LONGEST_ROW; index += 1) {
    const token = code[index];
    const before = code[index - 1];
    if (token === undefined) break;
    const fresh = index > at && before !== undefined && token.line > before.end;
    if (fresh && (beginsRow(token) || (depth <= 0 && before.text !== "\\" && before.text !== ","))) break;
    if (/^[({]$/.test(token.text)) depth += 1;
    if (/^[)}]$/.test(token.text)) depth -= 1;
  }
  return index;
}

/** Where the next row could begin, a row that is not closed ends, so that no token is looked at often. */
function beginsRow({ text }: Token): boolean {
  return BEGINS.has(text) || LEADS.has(text);
}

function isOfImport(token: Token): boolean {
  if (token.is === "word") return !CODE.has(token.text);
  return (
    token.is === "string" ||
    token.is === "number" ||
    (token.is === "mark" && MARKS.has(token.text)) ||
    token.text === ";"
  );
}

/** Not `import(…)`, `include(x, 5)`, nor a rule `require muted`; nothing may stand behind a `;`. */
function drawsIn(row: readonly Token[], skipped: number, language: string): boolean {
  const semicolon = row.findIndex(({ text }) => text === ";");
  if ((semicolon !== -1 && semicolon < row.length - 1) || row.length < skipped + 2) return false;
  const [word, next, third] = row.slice(skipped);
  const named = next?.is === "string" || (next?.text === "(" && third?.is === "string");
  if (word?.text === "from") return row.some(({ text }) => text === "import" || text === "cimport");
  if (word?.text === "import") return next?.text !== "(" || language === "go";
  if (word?.text === "include") return next?.is === "string" || next?.text === "<";
  if (word?.text === "require") return named;
  if (word?.text === "load") return named && language === "starlark";
  if (word?.text === "extern") return next?.text === "crate";
  if (word?.text === "use" || word?.text === "using") return next?.text !== "(" && USING.has(language);
  return next?.text !== "(";
}
