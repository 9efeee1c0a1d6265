/** How often each side runs; the best counts, since everything else on the machine can only make it slower. */
const ROUNDS = 3;

/** The best time of either side, in milliseconds, from runs that alternate so that both meet the same machine. */
export async function alternate(
  ours: () => Promise<unknown>,
  baseline: () => Promise<unknown>,
): Promise<{ readonly ours: number; readonly baseline: number }> {
  const best = { ours: Infinity, baseline: Infinity };
  for (let round = 0; round < ROUNDS; round++) {
    best.ours = Math.min(best.ours, await timed(ours));
    best.baseline = Math.min(best.baseline, await timed(baseline));
  }
  return best;
}

/** Milliseconds that something takes. */
export async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}
