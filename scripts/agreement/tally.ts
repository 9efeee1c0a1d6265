import type { PlayedBatch } from "../../apps/cli/src/agreement/play-batch.testing.ts";

/** What has been played and agreed. */
export type Tally = Omit<PlayedBatch, "disagreement">;

export const NOTHING: Tally = { worlds: 0, cases: 0, sampled: 0, merges: 0, codes: {} };

/** Both together. */
export function addUp(a: Tally, b: Tally): Tally {
  const codes = { ...a.codes };
  for (const [code, count] of Object.entries(b.codes)) codes[code] = (codes[code] ?? 0) + count;
  return {
    worlds: a.worlds + b.worlds,
    cases: a.cases + b.cases,
    sampled: a.sampled + b.sampled,
    merges: a.merges + b.merges,
    codes,
  };
}

/** How often each decision and code was the answer, the most frequent first. */
export function codesTable({ cases, codes }: Tally): string {
  const rows = Object.entries(codes).toSorted(([, a], [, b]) => b - a);
  return rows
    .map(
      ([code, count]) => `${grouped(count).padStart(11)} ${((100 * count) / cases).toFixed(2).padStart(6)} %  ${code}`,
    )
    .join("\n");
}

/** A whole number with its thousands set apart. */
export function grouped(count: number): string {
  return count.toLocaleString("en");
}
