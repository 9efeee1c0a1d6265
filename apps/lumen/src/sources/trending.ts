import type { Post } from "../world/kinds.ts";
import { within } from "./source.ts";
import type { Source } from "./source.ts";

/** What many people like and answer at the moment. */
export const TrendingSource: Source = {
  name: "trending",
  find: (request) => within(request, "trending", request.world.posts.toSorted(byEngagement)),
};

function byEngagement(left: Post, right: Post): number {
  return engagement(right) - engagement(left) || left.id - right.id;
}

/** Likes and answers for each hour that the post is old. */
function engagement({ likes, replies, ageHours }: Post): number {
  return (likes + 3 * replies) / (2 + ageHours);
}
