import type { Case } from "./naive-case.testing.ts";
import { claimedEdges } from "./naive-claims.testing.ts";
import { usedBelow } from "./naive-approval.testing.ts";
import { explain, explainRun, lowestBaseline } from "./naive-explanation.testing.ts";
import { judgeSegment } from "./naive-segment.testing.ts";
import type { SegmentJudgement } from "./naive-segment.testing.ts";
import type { WorldRequirement } from "./world.testing.ts";

const LONGEST_RUN = 250;

/**
 * The best of all partitions of the edges above `settled`, oldest segment first: with the fewest
 * unexplained edges, then the fewest unsatisfied segments, then the shortest segments, oldest first. When all segments
 * are satisfied, so is the requirement.
 */
export function bestPartition(c: Case, r: WorldRequirement, settled: number): readonly SegmentJudgement[] {
  const claimed = claimedEdges(c, r, settled);
  const memo = new Map<string, readonly SegmentJudgement[]>();
  const bestFrom = (from: number, used: ReadonlySet<number>): readonly SegmentJudgement[] => {
    const key = `${from} ${[...used].toSorted((a, b) => a - b)}`;
    const known = memo.get(key) ?? partitionsFrom(from, used).toSorted(byCost)[0] ?? [];
    memo.set(key, known);
    return known;
  };
  const partitionsFrom = (from: number, used: ReadonlySet<number>): readonly (readonly SegmentJudgement[])[] => {
    const last = Math.min(from + LONGEST_RUN, c.line.length - 1);
    const ends = Array.from({ length: last - from }, (_, index) => from + 1 + index);
    return ends.flatMap((to) => {
      const first = judgeSegment(c, r, { from, to }, claimed, used);
      return first === undefined ? [] : [[first, ...bestFrom(to, new Set([...used, ...first.uses]))]];
    });
  };
  return bestFrom(settled, usedBelowSettled(c, r, settled));
}

function usedBelowSettled(c: Case, r: WorldRequirement, settled: number): ReadonlySet<number> {
  const used = new Set<number>();
  for (let from = lowestBaseline(c); from < settled; from++)
    for (let to = from + 1; to <= Math.min(from + LONGEST_RUN, settled); to++) {
      const explanations = to === from + 1 ? explain(c, r, { from, to }) : explainRun(c, r, { from, to });
      for (const leaf of usedBelow(c, r, explanations, used)) used.add(leaf);
    }
  return used;
}

function byCost(a: readonly SegmentJudgement[], b: readonly SegmentJudgement[]): number {
  const costs = [a, b].map((partition) => [
    partition.filter(({ explained }) => !explained).length,
    partition.filter(({ satisfied }) => !satisfied).length,
    ...partition.map(({ from, to }) => to - from),
  ]);
  const [left = [], right = []] = costs;
  return left.map((cost, index) => cost - (right[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}
