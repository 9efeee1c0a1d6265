import type { Token, Trouble } from "./reading.ts";
import { lineStarts } from "./pieces/piece.ts";
import type { Tokenised } from "./pieces/piece.ts";
import { importLines } from "./tokens/import-rows.ts";
import { tokensOf } from "./tokens/tokens.ts";

/** One text as tokens, and what they say at once. */
export type Side = Tokenised & {
  readonly path: string;
  readonly language: string;
  readonly troubles: readonly Trouble[];
  /** Every word, comments and strings left out. */
  readonly words: ReadonlySet<string>;
  /** The lines that have nothing but imports. */
  readonly imports: () => ReadonlySet<number>;
};

/** Reads the tokens of a text. */
export function sideOf(path: string, text: string, language: string): Side {
  const { tokens, troubles } = tokensOf(text, { path, language });
  let imports: ReadonlySet<number> | undefined;
  return {
    path,
    text,
    language,
    tokens,
    troubles,
    words: wordsIn(tokens),
    starts: lineStarts(text),
    imports: () => (imports ??= importLines(tokens, language)),
  };
}

function wordsIn(tokens: readonly Token[]): ReadonlySet<string> {
  const words = new Set<string>();
  for (const { is, text } of tokens) if (is === "word") words.add(text);
  return words;
}
