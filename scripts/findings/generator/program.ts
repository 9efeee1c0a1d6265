/** A name as words with blanks between them; each language spells it in its own way. */
export type Words = string;

export type Sort = "number" | "whole" | "text" | "truth" | "post" | "viewer" | "nothing";

export type Expression =
  | { readonly is: "number"; readonly text: string }
  | { readonly is: "text"; readonly text: string }
  | { readonly is: "truth"; readonly on: boolean }
  /** Something local, or a field of it: `author followers` of `post`. */
  | { readonly is: "local"; readonly name: Words; readonly field?: Words }
  | { readonly is: "constant"; readonly name: Words }
  | { readonly is: "call"; readonly of?: Words; readonly name: Words; readonly args: readonly Expression[] }
  /** Whether something is in a constant list. */
  | { readonly is: "member"; readonly of: Words; readonly one: Expression }
  | { readonly is: "both"; readonly operator: string; readonly left: Expression; readonly right: Expression };

export type Statement =
  | { readonly is: "let"; readonly name: Words; readonly value: Expression }
  | { readonly is: "if"; readonly when: Expression; readonly does: Statement }
  | { readonly is: "return"; readonly value: Expression }
  | { readonly is: "do"; readonly call: Expression }
  | { readonly is: "note"; readonly text: string };

export type Item =
  | {
      readonly is: "constant";
      readonly name: Words;
      readonly sort: Sort;
      readonly value: Expression;
      readonly note?: string;
    }
  /** Numbers, texts, or stages by the names of their types. */
  | {
      readonly is: "list";
      readonly name: Words;
      readonly of: "whole" | "text" | "stage";
      readonly items: readonly string[];
    }
  | { readonly is: "map"; readonly name: Words; readonly entries: readonly (readonly [string, string])[] }
  | {
      readonly is: "function";
      readonly name: Words;
      readonly takes: readonly (readonly [Words, Sort])[];
      readonly gives: Sort;
      readonly body: readonly Statement[];
      readonly note?: string;
    }
  /** Lines that only one language has. */
  | { readonly is: "lines"; readonly lines: readonly string[] };

/** One file: its place by words, what it draws in, what it says. */
export type Source = {
  readonly folder: string;
  readonly name: Words;
  readonly imports: readonly string[];
  readonly items: readonly Item[];
};

/** How a language is laid out: blanks for a step, and whether items of a list stand one a line. */
export type Layout = { readonly step: number; readonly tall: boolean; readonly airy: boolean };

/** Spells programs in one language. */
export type Tongue = {
  readonly name: "scala" | "rust" | "python" | "go" | "java";
  readonly path: (source: Source) => string;
  readonly text: (source: Source, layout: Layout) => string;
  /** Lines that evaluate what is fetched, or what stands outside the repository. */
  readonly remoteCode: (url: string) => { readonly imports: readonly string[]; readonly lines: readonly string[] };
  /** Calls of a random generator, seeded and not. */
  readonly random: (seed: string | undefined) => {
    readonly imports: readonly string[];
    readonly lines: readonly string[];
  };
  readonly modules: readonly string[];
};

export const number = (text: string): Expression => ({ is: "number", text });
export const text = (value: string): Expression => ({ is: "text", text: value });
export const local = (name: Words, field?: Words): Expression =>
  field === undefined ? { is: "local", name } : { is: "local", name, field };
export const constant = (name: Words): Expression => ({ is: "constant", name });
export const both = (left: Expression, operator: string, right: Expression): Expression => ({
  is: "both",
  operator,
  left,
  right,
});
export const call = (of: Words | undefined, name: Words, ...args: readonly Expression[]): Expression =>
  of === undefined ? { is: "call", name, args } : { is: "call", of, name, args };
