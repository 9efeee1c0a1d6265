/** A value of a document: text, number, yes or no, a sequence, or a mapping. */
export type Document = string | number | boolean | readonly Document[] | { readonly [key: string]: Document };

type Row = { readonly indent: number; readonly text: string; readonly line: number };
type Rows = { readonly rows: readonly Row[]; at: number };

/**
 * Reads the YAML that our files are written in: block mappings and sequences, one-line sequences, plain and double-quoted
 * scalars, comments. Anything else is an error with its line, and so is a key that stands twice.
 */
export function readYaml(text: string): Document {
  const rows: Rows = { rows: text.split("\n").flatMap(rowOf), at: 0 };
  const value = readBlock(rows, rows.rows[0]?.indent ?? 0);
  const left = rows.rows[rows.at];
  if (left !== undefined) throw new Error(`line ${left.line}: indentation fits no block`);
  return value;
}

function rowOf(text: string, index: number): readonly Row[] {
  const kept = withoutComment(text).trimEnd();
  const indent = kept.length - kept.trimStart().length;
  return kept.trim() === "" ? [] : [{ indent, text: kept.trimStart(), line: index + 1 }];
}

function withoutComment(text: string): string {
  if (text.trimStart().startsWith("#")) return "";
  const quotes = text.split('"');
  const at = (quotes.length > 2 ? text.lastIndexOf('"') : 0) + 1;
  const mark = text.indexOf(" #", at);
  return mark === -1 ? text : text.slice(0, mark);
}

function readBlock(rows: Rows, indent: number): Document {
  const first = rows.rows[rows.at];
  if (first === undefined || first.indent < indent) return "";
  return first.text.startsWith("- ") ? readSequence(rows, first.indent) : readMapping(rows, first.indent);
}

function readSequence(rows: Rows, indent: number): readonly Document[] {
  const items: Document[] = [];
  for (let row = rows.rows[rows.at]; row?.indent === indent; row = rows.rows[rows.at]) {
    if (!row.text.startsWith("- ")) throw new Error(`line ${row.line}: not an item`);
    items.push(readItem(rows, row));
  }
  return items;
}

/** An item is a scalar, or a mapping whose first key stands behind the dash. */
function readItem(rows: Rows, row: Row): Document {
  const inner = row.text.slice(2).trimStart();
  if (keyOf(inner) === undefined) {
    rows.at += 1;
    return scalar(inner);
  }
  const indent = row.indent + row.text.length - inner.length;
  const changed = rows.rows.with(rows.at, { ...row, indent, text: inner });
  const nested: Rows = { rows: changed, at: rows.at };
  const value = readMapping(nested, indent);
  rows.at = nested.at;
  return value;
}

function readMapping(rows: Rows, indent: number): Document {
  const entries = new Map<string, Document>();
  for (let row = rows.rows[rows.at]; row?.indent === indent; row = rows.rows[rows.at]) {
    const key = keyOf(row.text);
    if (key === undefined) throw new Error(`line ${row.line}: not a key with a value`);
    if (entries.has(key)) throw new Error(`line ${row.line}: ${key} stands twice`);
    const rest = row.text.slice(key.length + 1).trim();
    rows.at += 1;
    entries.set(key, rest === "" ? readBlock(rows, indent + 1) : scalar(rest));
  }
  return Object.fromEntries(entries);
}

function keyOf(text: string): string | undefined {
  return /^([A-Za-z_][\w.-]*):(?: |$)/.exec(text)?.[1];
}

/** Reads one value on a line; TOML's values that we use are spelled in the same way. */
export function scalar(text: string): Document {
  if (text.startsWith("[") && text.endsWith("]")) {
    const inner = text.slice(1, -1).trim();
    return inner === "" ? [] : inner.split(",").map((item) => scalar(item.trim()));
  }
  if (text.startsWith('"') && text.endsWith('"')) return text.slice(1, -1);
  if (text === "true" || text === "false") return text === "true";
  return /^-?\d[\d_]*(?:\.\d+)?$/.test(text) ? Number(text.replaceAll("_", "")) : text;
}
