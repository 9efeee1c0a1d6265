import { byScore, times } from "../pipeline/candidate.ts";
import type { Scorer } from "./scorer.ts";

/** Each further post of an author counts less: floor + (1 - floor) × decay^n of its score, n = 0 for the best one. */
export const DiversityScorer: Scorer = {
  name: "DiversityScorer",
  score(candidates, { settings }) {
    const { diversityFloor: floor, diversityDecay: decay } = settings.weights;
    const seen = new Map<number, number>();
    return candidates.toSorted(byScore).map((candidate) => {
      const before = seen.get(candidate.post.author.id) ?? 0;
      seen.set(candidate.post.author.id, before + 1);
      return times(candidate, "author_diversity", floor + (1 - floor) * decay ** before);
    });
  },
};
