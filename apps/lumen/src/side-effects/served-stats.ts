import type { Scored } from "../pipeline/candidate.ts";
import { roundTo } from "../round.ts";
import type { SideEffect } from "./side-effect.ts";

/** What each counter counts by. By tier and leaning we see whether a change harms one group of authors. */
const COUNTERS: Readonly<Record<string, (candidate: Scored) => string>> = {
  served_by_source: ({ source }) => source,
  served_by_author_tier: ({ post }) => post.author.tier,
  served_by_author_leaning: ({ post }) => post.author.leaning,
};

/** Counts what was served, as shares of the feed. */
export const ServedStatsSideEffect: SideEffect = {
  name: "ServedStatsSideEffect",
  run({ surface }, { posts }, publish) {
    if (posts.length === 0) publish("served_stats", { surface, counter: "empty_feeds", value: 1 });
    for (const [counter, groupOf] of Object.entries(COUNTERS))
      for (const [group, served] of Object.entries(Object.groupBy(posts, groupOf)))
        publish("served_stats", { surface, counter, group, value: share(served?.length ?? 0, posts.length) });
  },
};

function share(part: number, whole: number): number {
  return roundTo(part / whole, 2);
}
