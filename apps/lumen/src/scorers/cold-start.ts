import { isOn } from "../config/flags.ts";
import { limit } from "../config/settings.ts";
import { times } from "../pipeline/candidate.ts";
import type { Scorer } from "./scorer.ts";

/** Raises posts by authors whom hardly anybody follows yet. */
export const ColdStartScorer: Scorer = {
  name: "ColdStartScorer",
  score(candidates, { settings, viewer }) {
    if (!isOn(settings.flags, "cold_start_boost", viewer.id)) return candidates;
    const below = limit(settings, "cold_start.below_followers");
    const boost = settings.weights.coldStartBoost;
    return candidates.map((candidate) =>
      candidate.post.author.followers < below ? times(candidate, "cold_start", boost) : candidate,
    );
  },
};
