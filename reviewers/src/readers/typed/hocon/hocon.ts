import type { SourceText } from "../../reading.ts";
import { FactCollector } from "../collector.ts";
import { GrowingMapping } from "../document/growing-mapping.ts";
import { documentFacts } from "../document/document-facts.ts";
import { DEEPEST } from "../document/node.ts";
import { LexemeWalk } from "../lexeme-walk.ts";
import { lex } from "../lexemes.ts";
import type { Dialect } from "../lexemes.ts";
import type { TypedReading } from "../typed-reading.ts";
import { hoconValue } from "./hocon-value.ts";

const HOCON_DIALECT: Dialect = {
  bare: /(?:[^\s$"{}[\]:=,+#`^?!@*&\\/]|\/(?!\/))+/y,
  comments: ["#", "//"],
  blocks: [],
  quotes: [
    { open: '"""', close: '"""', escapes: "none", lines: true },
    { open: '"', close: '"', escapes: "backslash", lines: false },
  ],
};

/** Reads HOCON tolerantly. Substitutions stay names, `+=` adds to nothing, and what is included is an import and is not opened. */
export function readHocon({ text }: SourceText): TypedReading {
  const facts = new FactCollector("hocon");
  const { lexemes, comments, broken } = lex(text, HOCON_DIALECT);
  const walk = new LexemeWalk(lexemes);
  const root = new GrowingMapping(1);
  const braces = walk.takes("{");
  fields(walk, root, facts, 0);
  if (!braces && !walk.done) walk.expected("a key");
  if (broken[0] !== undefined) facts.trouble("opaque.parse", "a literal does not end", broken[0]);
  if (walk.trouble !== undefined) facts.trouble(walk.trouble.code, walk.trouble.what, walk.trouble.line);
  documentFacts(root, { facts, comments });
  return facts.reading();
}

/** Keys and values up to the closing brace, which is taken. */
function fields(walk: LexemeWalk, mapping: GrowingMapping, facts: FactCollector, depth: number): void {
  walk.enter(depth);
  while (!walk.done && !walk.takes("}")) {
    if (walk.takes(",")) continue;
    const { line } = walk.peek() ?? walk;
    if (walk.sees("include") && !walk.sees("=", 1) && !walk.sees(":", 1)) {
      include(walk, facts);
      continue;
    }
    const path = keyPath(walk);
    const last = path.at(-1);
    if (last === undefined) return walk.expected("a key");
    const above = mapping.at(path.slice(0, -1), line);
    const below = (inner: LexemeWalk, key: string) => fields(inner, above.below(key, line), facts, depth + 1);
    if (walk.takes("{")) below(walk, last);
    else if (walk.takes(":") || walk.takes("=") || (walk.takes("+") && walk.takes("="))) {
      if (walk.takes("{")) below(walk, last);
      else
        above.add(
          last,
          line,
          hoconValue(walk, depth + 1, (at) => inner(at, facts, depth + 1)),
        );
    } else return walk.expected("a value");
  }
}

/** A mapping inside a sequence. */
function inner(walk: LexemeWalk, facts: FactCollector, depth: number): GrowingMapping {
  const mapping = new GrowingMapping(walk.line);
  fields(walk, mapping, facts, depth);
  return mapping;
}

function keyPath(walk: LexemeWalk): readonly string[] {
  const path: string[] = [];
  for (let lexeme = walk.peek(); lexeme !== undefined && lexeme.is !== "mark"; lexeme = walk.peek()) {
    if (path.length > 0 && lexeme.first) break;
    walk.next();
    if (lexeme.is === "string") path.push(lexeme.value);
    else path.push(...lexeme.text.split(".").filter((part) => part !== ""));
  }
  if (path.length > DEEPEST) walk.stop("limit.depth", `more than ${DEEPEST} levels`);
  return path.slice(0, DEEPEST);
}

/** `include "x"`, `include required(file("x"))`. */
function include(walk: LexemeWalk, facts: FactCollector): void {
  const from = walk.next()?.line ?? walk.line;
  for (let lexeme = walk.peek(); lexeme !== undefined && !lexeme.first; lexeme = walk.peek()) {
    walk.next();
    if (lexeme.is === "string") facts.draw({ from, within: [] }, { module: lexeme.value });
  }
}
