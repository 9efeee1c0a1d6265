import type { Trouble } from "../../reading.ts";
import type { Comments } from "../comments.ts";
import { GrowingMapping } from "../document/growing-mapping.ts";
import { DEEPEST } from "../document/node.ts";
import type { DocumentNode } from "../document/node.ts";
import { unendedAt } from "../json/documents.ts";
import { LexemeWalk } from "../lexeme-walk.ts";
import { lex } from "../lexemes.ts";
import type { Dialect, Lexeme } from "../lexemes.ts";
import { stringValue, wordValue } from "../value.ts";

const TOML_DIALECT: Dialect = {
  bare: /[\w.+:-]+/y,
  comments: ["#"],
  blocks: [],
  quotes: [
    { open: '"""', close: '"""', escapes: "backslash", lines: true },
    { open: "'''", close: "'''", escapes: "none", lines: true },
    { open: '"', close: '"', escapes: "backslash", lines: false },
    { open: "'", close: "'", escapes: "none", lines: false },
  ],
};

type Toml = { readonly root: GrowingMapping; readonly comments: Comments; readonly troubles: readonly Trouble[] };

/** Tables and values of a text of TOML, with their lines. */
export function tomlDocument(text: string): Toml {
  const { lexemes, comments, broken } = lex(text, TOML_DIALECT);
  const walk = new LexemeWalk(lexemes);
  const root = new GrowingMapping(1);
  let table = root;
  while (!walk.done) {
    const { line } = walk.peek() ?? walk;
    if (walk.takes("[")) table = header(walk, root, line);
    else pair(walk, table, line, 0);
  }
  const unended = broken[0] === undefined ? [] : [unendedAt(broken[0])];
  return { root, comments, troubles: [...unended, ...(walk.trouble === undefined ? [] : [walk.trouble])] };
}

function header(walk: LexemeWalk, root: GrowingMapping, line: number): GrowingMapping {
  const rows = walk.takes("[");
  const path = keyPath(walk);
  const last = path.at(-1);
  if (last === undefined || !walk.takes("]") || (rows && !walk.takes("]"))) walk.expected("the name of a table");
  if (last === undefined) return root;
  const above = root.at(path.slice(0, -1), line);
  return rows ? above.row(last, line) : above.below(last, line);
}

function pair(walk: LexemeWalk, table: GrowingMapping, line: number, depth: number): void {
  const path = keyPath(walk);
  const last = path.at(-1);
  if (last === undefined || !walk.takes("=")) walk.expected("a key and =");
  else table.at(path.slice(0, -1), line).add(last, line, valueOf(walk, depth + 1));
}

/** `a."b.c".d` in its parts. */
function keyPath(walk: LexemeWalk): readonly string[] {
  const path: string[] = [];
  for (let lexeme = walk.peek(); isKey(lexeme) && (path.length === 0 || !lexeme.first); lexeme = walk.peek()) {
    walk.next();
    if (lexeme.is === "string") path.push(lexeme.value);
    else path.push(...lexeme.text.split(".").filter((part) => part !== ""));
    if (path.length > DEEPEST) walk.stop("limit.depth", `more than ${DEEPEST} levels`);
  }
  return path.slice(0, DEEPEST);
}

function isKey(lexeme: Lexeme | undefined): lexeme is Lexeme {
  return lexeme !== undefined && lexeme.is !== "mark";
}

function valueOf(walk: LexemeWalk, depth: number): DocumentNode {
  walk.enter(depth);
  const lexeme = walk.next();
  const from = lexeme?.line ?? walk.line;
  if (lexeme?.is === "string") return literal(lexeme);
  if (lexeme?.is === "bare") return { is: "scalar", value: wordValue(bareText(walk, lexeme)), from, to: lexeme.end };
  if (lexeme?.text === "[") return sequence(walk, from, depth);
  if (lexeme?.text === "{") return inlineTable(walk, from, depth);
  walk.expected("a value");
  return { is: "scalar", value: wordValue("null"), from, to: from };
}

function literal({ value, text, line, end }: Lexeme): DocumentNode {
  const starts = /^(?:"""|''')\r?\n/.test(text);
  const own = starts ? value.replace(/^\r?\n/, "") : value;
  return { is: "scalar", value: stringValue(own), from: line, to: end, ...(starts ? { textLine: line + 1 } : {}) };
}

/** A date and its time may have a space between them. */
function bareText(walk: LexemeWalk, { text }: Lexeme): string {
  const following = walk.peek();
  if (following?.is !== "bare" || following.first || !/^\d{4}-\d\d-\d\d$/.test(text)) return text;
  walk.next();
  return `${text} ${following.text}`;
}

function sequence(walk: LexemeWalk, from: number, depth: number): DocumentNode {
  const items: DocumentNode[] = [];
  while (walk.trouble === undefined && !walk.takes("]")) {
    items.push(valueOf(walk, depth + 1));
    if (!walk.takes(",") && !walk.sees("]")) walk.expected("a comma or ]");
  }
  return { is: "sequence", items, from, to: walk.line };
}

function inlineTable(walk: LexemeWalk, from: number, depth: number): DocumentNode {
  const table = new GrowingMapping(from);
  while (walk.trouble === undefined && !walk.takes("}")) {
    pair(walk, table, walk.peek()?.line ?? from, depth);
    if (!walk.takes(",") && !walk.sees("}")) walk.expected("a comma or }");
  }
  return table;
}
