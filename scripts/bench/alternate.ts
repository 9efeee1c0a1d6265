import type { Cost } from "./cost.ts";
import { costOf, least } from "./cost.ts";

/** Two pieces of work beside each other. */
export type Comparison = { readonly ours: Cost; readonly baseline: Cost };

/** The least cost of either side in so many rounds, in which they take turns so that both meet the same machine. */
export async function alternate(
  rounds: number,
  ours: () => Promise<unknown>,
  baseline: () => Promise<unknown>,
): Promise<Comparison> {
  let best: Comparison | undefined;
  for (let round = 0; round < rounds; round++) {
    const now = { ours: await costOf(ours), baseline: await costOf(baseline) };
    best =
      best === undefined ? now : { ours: least(best.ours, now.ours), baseline: least(best.baseline, now.baseline) };
  }
  if (best === undefined) throw new RangeError("at least one round is needed");
  return best;
}
