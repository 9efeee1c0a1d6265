import type { Explained, Segment } from "./explanations.ts";

/** What a segment costs a line that wants to be allowed, from best to worst. */
export type SegmentCost = "nothing" | "satisfied" | "unsatisfied" | "unexplained";

/** Weights so far apart that a line of 20,000 steps never lets many small costs outweigh a larger one; sums stay exact. */
const WEIGHTS: Readonly<Record<SegmentCost, number>> = {
  nothing: 0,
  satisfied: 0,
  unsatisfied: 1e5,
  unexplained: 1e10,
};
/** A run is worse than as many single steps of equal worth. */
const RUN = 1;

/**
 * The cheapest way to take the steps `from`..`to` as segments: fewest unexplained steps, then fewest unsatisfied
 * segments, then fewest runs (semantics of design, §4: any way to read the line may allow it). Dynamic programming from
 * the newest step back; ties go to the shorter segment.
 *
 * @param segmentsAt candidates that start at a step; the single step itself is always one of them
 */
export function cheapestPartition<S extends Segment | Explained>(
  from: number,
  to: number,
  segmentsAt: (start: number) => readonly S[],
  costOf: (segment: S) => SegmentCost,
): readonly S[] {
  const best: { cost: number; segment: S | undefined }[] = [];
  best[to] = { cost: 0, segment: undefined };
  for (let start = to - 1; start >= from; start--) best[start] = cheapestAt(start, to, best, segmentsAt, costOf);
  const chosen: S[] = [];
  for (let at = from; at < to;) {
    const segment = best[at]?.segment;
    if (segment === undefined) break;
    chosen.push(segment);
    at = segment.end;
  }
  return chosen;
}

function cheapestAt<S extends Segment>(
  start: number,
  to: number,
  best: readonly { cost: number; segment: S | undefined }[],
  segmentsAt: (start: number) => readonly S[],
  costOf: (segment: S) => SegmentCost,
): { cost: number; segment: S | undefined } {
  let cheapest: { cost: number; segment: S | undefined } = { cost: Infinity, segment: undefined };
  for (const segment of segmentsAt(start)) {
    const rest = best[segment.end];
    if (segment.end > to || rest === undefined) continue;
    const cost = WEIGHTS[costOf(segment)] + (segment.end - start > 1 ? RUN : 0) + rest.cost;
    if (cost < cheapest.cost) cheapest = { cost, segment };
  }
  return cheapest;
}
