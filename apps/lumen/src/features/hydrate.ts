import { interestSimilarity } from "../models/light-ranker.ts";
import type { FeedRequest } from "../pipeline/request.ts";
import type { Post } from "../world/kinds.ts";

/** How each served feature is computed. The names are those of `features/*.yaml`. */
const FEATURES: Readonly<Record<string, (post: Post, request: FeedRequest) => number>> = {
  viewer_follows_author: ({ author }, { viewer }) => (viewer.follows.has(author.id) ? 1 : 0),
  topic_interest: ({ topic }, { viewer }) => viewer.interests[topic],
  language_match: ({ language }, { viewer }) => (language === viewer.language ? 1 : 0),
  interest_similarity: (post, { viewer, models }) => interestSimilarity(models.light, viewer, post),
  post_age_hours: ({ ageHours }) => ageHours,
  post_likes_log: ({ likes }) => Math.log1p(likes),
  post_replies_log: ({ replies }) => Math.log1p(replies),
  post_has_video: ({ videoSeconds }) => (videoSeconds > 0 ? 1 : 0),
  author_followers_log: ({ author }) => Math.log1p(author.followers),
  author_account_age_log: ({ author }) => Math.log1p(author.accountAgeDays),
};

/** The features of a post for a viewer. Only declared ones are computed; one that is declared and unknown is an error. */
export function hydrate(post: Post, request: FeedRequest): ReadonlyMap<string, number> {
  return new Map(
    [...request.settings.servedFeatures].map((name) => {
      const compute = FEATURES[name];
      if (compute === undefined) throw new Error(`the feature ${name} is declared, and nothing computes it`);
      return [name, compute(post, request)];
    }),
  );
}
