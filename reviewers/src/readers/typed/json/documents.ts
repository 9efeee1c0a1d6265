import type { Trouble } from "../../reading.ts";
import type { Comments } from "../comments.ts";
import type { DocumentEntry, DocumentNode } from "../document/node.ts";
import { LexemeWalk } from "../lexeme-walk.ts";
import { lex } from "../lexemes.ts";
import type { Dialect, Lexeme } from "../lexemes.ts";
import { stringValue, wordValue } from "../value.ts";

const JSON_DIALECT: Dialect = {
  bare: /[^\s"'{}[\]:,/]+/y,
  comments: ["//"],
  blocks: [["/*", "*/"]],
  quotes: [
    { open: '"', close: '"', escapes: "backslash", lines: false },
    { open: "'", close: "'", escapes: "backslash", lines: false },
  ],
};

type Documents = {
  readonly documents: readonly DocumentNode[];
  readonly comments: Comments;
  readonly troubles: readonly Trouble[];
};

/** The values of a text of JSON, with their lines. The first error ends the reading; what came before it is kept. */
export function jsonDocuments(text: string): Documents {
  const { lexemes, comments, broken } = lex(text, JSON_DIALECT);
  const walk = new LexemeWalk(lexemes);
  const documents: DocumentNode[] = [];
  while (!walk.done) documents.push(valueOf(walk, 0));
  const unended = broken[0] === undefined ? [] : [unendedAt(broken[0])];
  return { documents, comments, troubles: [...unended, ...(walk.trouble === undefined ? [] : [walk.trouble])] };
}

/** A literal or comment begins on a line and has no end. */
export function unendedAt(line: number): Trouble {
  return { code: "opaque.parse", what: "a literal or comment does not end", line };
}

function valueOf(walk: LexemeWalk, depth: number): DocumentNode {
  walk.enter(depth);
  const lexeme = walk.next();
  const from = lexeme?.line ?? walk.line;
  if (lexeme?.is === "string") return { is: "scalar", value: stringValue(lexeme.value), from, to: lexeme.end };
  if (lexeme?.is === "bare") return { is: "scalar", value: wordValue(lexeme.text), from, to: lexeme.end };
  if (lexeme?.text === "[") return sequence(walk, from, depth);
  if (lexeme?.text === "{") return mapping(walk, from, depth);
  walk.expected("a value");
  return { is: "scalar", value: wordValue("null"), from, to: from };
}

function sequence(walk: LexemeWalk, from: number, depth: number): DocumentNode {
  const items: DocumentNode[] = [];
  while (walk.trouble === undefined && !walk.takes("]")) {
    items.push(valueOf(walk, depth + 1));
    if (!walk.takes(",") && !walk.sees("]")) walk.expected("a comma or ]");
  }
  return { is: "sequence", items, from, to: walk.line };
}

function mapping(walk: LexemeWalk, from: number, depth: number): DocumentNode {
  const entries: DocumentEntry[] = [];
  while (walk.trouble === undefined && !walk.takes("}")) {
    const name = walk.next();
    if (!isName(name) || !walk.takes(":")) walk.expected("a key and a colon");
    else entries.push({ key: name.value, line: name.line, node: valueOf(walk, depth + 1) });
    if (!walk.takes(",") && !walk.sees("}")) walk.expected("a comma or }");
  }
  return { is: "mapping", entries, from, to: walk.line };
}

function isName(lexeme: Lexeme | undefined): lexeme is Lexeme {
  return lexeme !== undefined && lexeme.is !== "mark";
}
