import type { Fact } from "../../../facts/fact.ts";
import type { Spelling } from "./spelling.ts";
import type { Structure } from "./structure.ts";

/** What every reader of facts may look at: the structure, the language, and the place that is being read. */
export type Source = Structure & {
  readonly language: string;
  readonly spelling: Spelling;
  /** Where blocks end that a word opens, by the index of the word. */
  readonly ends: ReadonlyMap<number, number>;
  /** Where brackets begin that hold the parameters of a definition, and no arguments. */
  readonly parameters: Set<number>;
  /** Words of remarks and annotations for something that begins on a line. */
  readonly notes: (line: number) => readonly string[];
};

/** A fact before its place is known: tokens from an index to before another. */
export type Found<F extends Fact = Fact> = F extends Fact
  ? Omit<F, "from" | "to" | "within" | "test" | "language" | "by"> & {
      readonly span: readonly [from: number, to: number];
    }
  : never;
