import type { Token } from "../reading.ts";
import { linesOf } from "./piece.ts";
import type { Piece, Tokenised } from "./piece.ts";

/** A text without some of its pieces. */
export type Excerpt = {
  readonly text: string;
  /** Tokens that are left, with their lines in the whole text. */
  readonly tokens: readonly Token[];
  /** The line in the whole text of each line that is left; absent where all are. */
  readonly lines?: Uint32Array;
  /** UTF-16 units of the whole text. */
  readonly whole: number;
};

/** What is left of a text without pieces, which are in their order. */
export function excerptOf(side: Tokenised, without: readonly Piece[]): Excerpt {
  const { text, tokens, starts } = side;
  if (without.length === 0) return { text, tokens, whole: text.length };
  const [parts, kept, lines]: [string[], Token[], number[]] = [[], [], []];
  const take = (line: number, to: number, token: number, end: number) => {
    if (to > line) parts.push(linesOf(side, line, to));
    for (let at = line; at < to; at += 1) lines.push(at);
    for (let at = token; at < end; at += 1) {
      const one = tokens[at];
      if (one !== undefined) kept.push(one);
    }
  };
  let [line, token] = [1, 0];
  for (const { from, to, first, end } of without) {
    take(line, withoutBlanks(side, line, from), token, first);
    [line, token] = [to, end];
  }
  take(line, starts.length, token, tokens.length);
  return { text: parts.join(""), tokens: kept, lines: Uint32Array.from(lines), whole: text.length };
}

/** The end of lines without blank ones at their end: some grammars let a definition reach to what follows. */
function withoutBlanks(side: Tokenised, from: number, to: number): number {
  let end = to;
  while (end > from && linesOf(side, end - 1, end).trim() === "") end -= 1;
  return end;
}
