/** What one benchmark measured, as rows of the table. Times are milliseconds of wall clock. */
export type Row = {
  readonly name: string;
  readonly ours: number;
  /** The bare work that the answer cannot do without, and what it took in the same run. */
  readonly baseline: { readonly name: string; readonly time: number };
  readonly aim: { readonly ratio?: number; readonly time?: number; readonly megabytes?: number };
};

/** A benchmark; both of its parts run in processes of their own, so that the peak of memory is that of the measuring alone. */
export type Benchmark = {
  readonly name: string;
  readonly about: string;
  /** Fills an empty folder with everything that is to be read. It is kept between runs, so it is the same every time. */
  readonly prepare: (folder: string) => Promise<void>;
  readonly measure: (folder: string) => Promise<readonly Row[]>;
};
