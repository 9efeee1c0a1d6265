/** What so many samples took or weighed, by their nearest ranks, in the unit of the row. */
export type Quantiles = { readonly p50: number; readonly p95: number; readonly p99: number; readonly samples: number };

/** What is needed at least, measured in the same run. */
export type Baseline = { readonly name: string; readonly value: Quantiles };

/** One line of the table for each baseline. */
export type ServiceRow = {
  readonly name: string;
  /** Milliseconds by the clock; megabytes resident; calls of somebody else's API. */
  readonly unit: "ms" | "MB" | "calls";
  readonly ours: Quantiles;
  readonly baselines: readonly Baseline[];
  /** Largest p95, in the unit of the row. */
  readonly aim?: number;
  /** Processor milliseconds for one sample, of the processes that are named, where the system tells them. */
  readonly cpu?: Readonly<Record<string, number>>;
};

/** Ranks of what was measured; of few samples the largest stands for the last ranks. */
export function quantilesOf(values: readonly number[]): Quantiles {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { p50: rank(0.5), p95: rank(0.95), p99: rank(0.99), samples: values.length };
}
