import type { Fact } from "../facts/fact.ts";
import type { ModelOutline } from "./models/outline.ts";

/** A token of a text: a word, a number, a literal, a mark, a comment. Layout is between tokens. */
export type Token = {
  readonly is: "word" | "number" | "string" | "mark" | "comment";
  /** As it stands in the text, quotes and comment marks included. */
  readonly text: string;
  /** Line of its beginning and its end, counted from 1. */
  readonly line: number;
  readonly end: number;
  /** UTF-16 units before it in its line: what indentation and neighbours are told by. */
  readonly column: number;
};

/** What was understood of one side of a file. */
export type Reading = {
  /** The best reader that had its say; `none` where bytes are no text that anybody reads. */
  readonly analysed: "syntax" | "typed" | "tokens" | "none";
  /** Such as `scala`, `yaml`, `markdown`; empty where nobody knows. */
  readonly language: string;
  readonly facts: readonly Fact[];
  readonly tokens: readonly Token[];
  /** Every word of the tokens, comments and strings left out. */
  readonly words: ReadonlySet<string>;
  /** The lines that have nothing but imports. */
  readonly imports: () => ReadonlySet<number>;
  /** Structure of a model's file. */
  readonly model?: ModelOutline;
  /** Set where a grammar had to guess at some of it. */
  readonly guessed?: true;
  /** What could not be read further, and why: a parse failure, a bound. Each becomes a finding of `opaque`. */
  readonly troubles: readonly Trouble[];
};

/** Why a part of a file was not understood. `code` as in `opaque.parse`, `limit.tokens`. */
export type Trouble = { readonly code: string; readonly what: string; readonly line: number };

/** A text to be read: `path` only for its name and extension. */
export type SourceText = { readonly path: string; readonly text: string };
