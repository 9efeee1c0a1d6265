import { interestSimilarity } from "../models/light-ranker.ts";
import { within } from "./source.ts";
import type { Source } from "./source.ts";

/** Posts whose topic is near to what the viewer cares about, by the light model's embeddings. */
export const SimilarInterestSource: Source = {
  name: "similar_interest",
  find(request) {
    const { models, viewer, world } = request;
    const near = world.posts
      .map((post) => ({ post, similarity: interestSimilarity(models.light, viewer, post) }))
      .toSorted((left, right) => right.similarity - left.similarity || left.post.id - right.post.id);
    return within(
      request,
      "similar_interest",
      near.map(({ post }) => post),
    );
  },
};
