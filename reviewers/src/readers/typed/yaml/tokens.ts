import { Lexer, Parser } from "yaml";
import type { CST } from "yaml";
import type { Trouble } from "../../reading.ts";
import type { Comments } from "../comments.ts";
import { DEEPEST, MOST_NODES } from "../document/node.ts";
import { lineFeeds } from "../lexemes.ts";

type Tokens = {
  readonly tokens: readonly CST.Token[];
  /** Line of a place in the text, counted from 1. */
  readonly lineOf: (at: number) => number;
  readonly trouble?: Trouble;
};

/** Syntax tokens of YAML, bounded in depth and number before anything is composed of them; comments are put apart. */
export function tokensOf(text: string, comments: Comments): Tokens {
  const starts = [0];
  const parser = new Parser((start) => starts.push(start));
  const tokens: CST.Token[] = [];
  const lineOf = (at: number) => lineAt(starts, at);
  let [line, lexemes, fresh] = [1, 0, true];
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme.startsWith("#")) comments.add(lexeme, line, fresh);
    for (const token of parser.next(lexeme)) tokens.push(token);
    lexemes += 1;
    if (parser.stack.length > 2 * DEEPEST) return { tokens: [], lineOf, trouble: limit("limit.depth", DEEPEST, line) };
    if (lexemes > 6 * MOST_NODES) return { tokens: [], lineOf, trouble: limit("limit.nodes", MOST_NODES, line) };
    const feeds = lineFeeds(lexeme);
    line += feeds;
    const tail = feeds > 0 ? lexeme.slice(lexeme.lastIndexOf("\n") + 1) : lexeme;
    fresh = (feeds > 0 || fresh) && tail.trim() === "";
  }
  for (const token of parser.end()) tokens.push(token);
  return { tokens, lineOf };
}

function limit(code: string, bound: number, line: number): Trouble {
  return { code, what: `more than ${bound} ${code === "limit.depth" ? "levels" : "nodes"}`, line };
}

function lineAt(starts: readonly number[], at: number): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return Math.max(low, 1);
}
