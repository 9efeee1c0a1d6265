import type { Cost } from "./cost.ts";

/** One line of the table. */
export type Row = {
  readonly name: string;
  readonly ours: Cost;
  /** The bare work that the answer cannot do without, and what it took in the same run. */
  readonly baseline: Cost & { readonly name: string };
  /** Peak of resident memory of another process than the measuring one. */
  readonly megabytes?: number;
  /** Milliseconds by the clock, megabytes resident; `ratio` is by the clock too. */
  readonly aim: { readonly ratio?: number; readonly time?: number; readonly megabytes?: number };
};

/** One line about a size. */
export type SizeRow = {
  readonly name: string;
  readonly bytes: { readonly ours: number; readonly baseline: number; readonly name: string };
  readonly aim: { readonly ratio?: number };
};

/** A benchmark; both of its parts run in processes of their own, so that the peak of memory is that of the measuring alone. */
export type Benchmark = {
  readonly name: string;
  readonly about: string;
  /** Fills an empty folder with everything that is to be read. It is kept between runs, so it is the same every time. */
  readonly prepare: (folder: string) => Promise<void>;
  /** `rounds`: how often each side runs; the best counts. */
  readonly measure: (folder: string, rounds: number) => Promise<readonly (Row | SizeRow)[]>;
};
