import { isOn } from "../config/flags.ts";
import { times } from "../pipeline/candidate.ts";
import type { Scorer } from "./scorer.ts";

/** Authors whom the viewer does not follow count a little less. */
export const UnfollowedScorer: Scorer = {
  name: "UnfollowedScorer",
  score: (candidates, { settings, viewer }) =>
    candidates.map((candidate) =>
      viewer.follows.has(candidate.post.author.id)
        ? candidate
        : times(candidate, "unfollowed", settings.weights.unfollowedFactor),
    ),
};

/** Links to news that the press council lists count a little more. */
export const TrustedNewsScorer: Scorer = {
  name: "TrustedNewsScorer",
  score(candidates, { settings, viewer }) {
    if (!isOn(settings.flags, "trusted_news_boost", viewer.id)) return candidates;
    return candidates.map((candidate) =>
      settings.trustedNews.has(candidate.post.link)
        ? times(candidate, "trusted_news", settings.weights.trustedNewsBoost)
        : candidate,
    );
  },
};
