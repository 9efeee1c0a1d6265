import type { Fact, Span } from "../../facts/fact.ts";
import type { Trouble } from "../reading.ts";
import { Notes } from "./facts/notes.ts";
import { doctests } from "./facts/tests.ts";
import { Walk } from "./facts/walk.ts";
import { grammarOf } from "./languages.ts";
import type { Grammar, Syntax } from "./load.ts";
import { growTree } from "./tree/grow.ts";
import type { Part } from "./tree/grow.ts";
import { walkTree } from "./walk-tree.ts";

/** What a tree says of a text. Where there are troubles there are no facts, and the tokens are what is left. */
export type SyntaxReading = {
  /** In the order of their lines. */
  readonly facts: readonly Fact[];
  /** Lines that only tests run. */
  readonly tests: readonly Span[];
  /** `limit.syntax` for a bound, `opaque.parse` where the text is not of the language. */
  readonly troubles: readonly Trouble[];
  /** Whether all of it is of the language. What a parser makes of the rest hangs on what stands far away. */
  readonly fits: boolean;
};

/**
 * Reads a text by the grammar of its language (`scala`, `java`, `python`, `rust`, `go`, `typescript`, `tsx`, `javascript`). Undefined if
 * there is no such grammar. Pure and deterministic: bounds count bytes, nodes and steps. Takes any text and throws nothing.
 */
export function readSyntax(syntax: Syntax, language: string, text: string | Part): SyntaxReading | undefined {
  const name = grammarOf(language);
  const grammar = name === undefined ? undefined : syntax.grammars.get(name);
  if (grammar === undefined) return undefined;
  try {
    return read(grammar, language, typeof text === "string" ? { text } : text);
  } catch (error) {
    if (!(error instanceof Error) || !PARSER_FAILURES.has(error.name)) throw error;
    grammar.runtime.restore();
    return trouble("limit.syntax", "more than the parser can hold", 1);
  }
}

/** Errors of a parser that ran out of memory or stack. */
const PARSER_FAILURES: ReadonlySet<string> = new Set(["RuntimeError", "RangeError"]);

function read(grammar: Grammar, language: string, part: Part): SyntaxReading {
  const grown = growTree(grammar, part);
  if ("beyond" in grown) return trouble("limit.syntax", grown.beyond, 1);
  if ("broken" in grown) return trouble("opaque.parse", grown.broken, grown.line);
  const { tree, comments, fits } = grown;
  const walk = new Walk(tree, language, new Notes(tree, comments));
  walkTree(walk);
  if (walk.beyond !== undefined) return trouble("limit.syntax", walk.beyond, 1);
  const facts = walk.facts.toSorted((a, b) => a.from - b.from);
  return { facts, tests: testSpans(facts, doctests(tree, language, comments)), troubles: [], fits };
}

function trouble(code: string, what: string, line: number): SyntaxReading {
  return { facts: [], tests: [], troubles: [{ code, what, line }], fits: false };
}

/** Lines of facts in tests and of examples, those that overlap as one. */
function testSpans(facts: readonly Fact[], examples: readonly Span[]): readonly Span[] {
  const spans = [...facts.filter(({ test }) => test), ...examples].toSorted((a, b) => a.from - b.from);
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of spans) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last.to + 1) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}
