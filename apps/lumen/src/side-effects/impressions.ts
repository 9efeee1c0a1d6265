import type { SideEffect } from "./side-effect.ts";

/** Tells the training pipeline what was shown. */
export const ImpressionsSideEffect: SideEffect = {
  name: "ImpressionsSideEffect",
  run({ surface, viewer }, { posts }, publish) {
    posts.forEach(({ post, source, score }, index) =>
      publish("impressions", {
        surface,
        viewerId: viewer.id,
        region: viewer.country,
        postId: post.id,
        position: index + 1,
        source,
        score,
      }),
    );
  },
};
