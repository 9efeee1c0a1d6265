import type { SourceText } from "../../reading.ts";
import { FactCollector } from "../collector.ts";
import { documentFacts } from "../document/document-facts.ts";
import type { DocumentEntry, DocumentNode, MappingNode } from "../document/node.ts";
import { LexemeWalk } from "../lexeme-walk.ts";
import { lex } from "../lexemes.ts";
import type { Dialect } from "../lexemes.ts";
import type { TypedReading } from "../typed-reading.ts";
import { stringValue, wordValue } from "../value.ts";

const PBTXT_DIALECT: Dialect = {
  bare: /[\w.+/-]+/y,
  comments: ["#"],
  blocks: [],
  quotes: [
    { open: '"', close: '"', escapes: "backslash", lines: false },
    { open: "'", close: "'", escapes: "backslash", lines: false },
  ],
};

/** Reads protobuf's text format, as schemas of features are written in. Repeated messages stand below their `name`. */
export function readPbtxt({ text }: SourceText): TypedReading {
  const facts = new FactCollector("pbtxt");
  const { lexemes, comments, broken } = lex(text, PBTXT_DIALECT);
  const walk = new LexemeWalk(lexemes);
  const root = message(walk, 1, "", 0);
  if (broken[0] !== undefined) facts.trouble("opaque.parse", "a literal does not end", broken[0]);
  if (walk.trouble !== undefined) facts.trouble(walk.trouble.code, walk.trouble.what, walk.trouble.line);
  documentFacts(root, { facts, comments, repeats: true });
  return facts.reading();
}

/** Fields up to a closing mark, which is taken; up to the end of the text where there is none. */
function message(walk: LexemeWalk, from: number, close: string, depth: number): MappingNode {
  walk.enter(depth);
  const entries: DocumentEntry[] = [];
  while (!walk.done) {
    if (close !== "" && walk.takes(close)) break;
    if (walk.takes(",") || walk.takes(";")) continue;
    const extension = walk.takes("[");
    const name = walk.next();
    if (name === undefined || name.is !== "bare" || (extension && !walk.takes("]"))) {
      walk.expected("the name of a field");
      break;
    }
    const colon = walk.takes(":");
    if (!colon && !walk.sees("{") && !walk.sees("<")) walk.expected("a value");
    else entries.push({ key: name.text, line: name.line, node: valueOf(walk, depth + 1) });
  }
  return { is: "mapping", entries, from, to: walk.line };
}

function valueOf(walk: LexemeWalk, depth: number): DocumentNode {
  const lexeme = walk.next();
  const from = lexeme?.line ?? walk.line;
  if (lexeme?.is === "bare") return { is: "scalar", value: wordValue(lexeme.text), from, to: from };
  if (lexeme?.is === "string") {
    const parts = [lexeme.value];
    while (walk.peek()?.is === "string") parts.push(walk.next()?.value ?? "");
    return { is: "scalar", value: stringValue(parts.join("")), from, to: walk.line };
  }
  if (lexeme?.text === "{") return message(walk, from, "}", depth);
  if (lexeme?.text === "<") return message(walk, from, ">", depth);
  if (lexeme?.text === "[") return sequence(walk, from, depth);
  walk.expected("a value");
  return { is: "scalar", value: wordValue("null"), from, to: from };
}

function sequence(walk: LexemeWalk, from: number, depth: number): DocumentNode {
  walk.enter(depth);
  const items: DocumentNode[] = [];
  while (!walk.done && !walk.takes("]")) if (!walk.takes(",")) items.push(valueOf(walk, depth + 1));
  return { is: "sequence", items, from, to: walk.line };
}
