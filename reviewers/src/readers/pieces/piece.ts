import type { Token } from "../reading.ts";

/** A text as tokens, with where its lines begin: the one of number n at `starts[n - 1]`. */
export type Tokenised = {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly starts: Uint32Array;
};

/** Whole lines of a text with the definitions that begin on them, up to where the next piece begins. */
export type Piece = {
  /** Lines, the end excluded. */
  readonly from: number;
  readonly to: number;
  /** Tokens by index, the end excluded. */
  readonly first: number;
  readonly end: number;
  /** The word that says what is defined, such as `def`, and whether it has parameters. */
  readonly sort: string;
  /** Where it has definitions in it: its head, layout and remarks left out, and the pieces of its body. */
  readonly head?: string;
  readonly members?: readonly Piece[];
};

/** Where each line begins; the last start is that of a line behind the end. */
export function lineStarts(text: string): Uint32Array {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  starts.push(text.length);
  return Uint32Array.from(starts);
}

/** The lines from one to before another as they stand. */
export function linesOf({ text, starts }: Tokenised, from: number, to: number): string {
  return text.slice(starts[from - 1] ?? text.length, starts[to - 1] ?? text.length);
}
