import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { feedOf } from "./pipeline/feed.ts";
import { openLumen, serve, viewerOf } from "./lumen.ts";
import type { Lumen } from "./lumen.ts";
import { feedJson } from "./print.ts";
import { evaluate } from "../eval/metrics.ts";

const lumen = openLumen(join(import.meta.dirname, ".."), 1);
const forYou = (one: Lumen, user = 7) => serve(one, viewerOf(one, user), "for-you");

describe("a feed", () => {
  it("is the same each time, and another for another seed", () => {
    const again = openLumen(join(import.meta.dirname, ".."), 1);
    const other = openLumen(join(import.meta.dirname, ".."), 2);
    const text = (one: Lumen) => feedJson(viewerOf(one, 7), forYou(one).feed);
    expect(text(again)).toBe(text(lumen));
    expect(text(other)).not.toBe(text(lumen));
  });

  it("has scores that are the sum of their terms, times their factors", () => {
    for (const { score, terms } of forYou(lumen).feed.posts) {
      const sum = terms.filter(({ kind }) => kind === "sum").reduce((all, { value }) => all + value, 0);
      const factors = terms.filter(({ kind }) => kind === "factor").map(({ value }) => value);
      const expected = factors.reduce((all, factor) => (sum < 0 ? all / factor : all * factor), sum);
      expect(score).toBeCloseTo(expected, 10);
    }
  });

  it("of followed authors is by time, scores nothing and leaves muted authors out", () => {
    const viewer = viewerOf(lumen, 7);
    const { posts } = serve(lumen, viewer, "following").feed;
    expect(posts.length).toBeGreaterThan(3);
    expect(posts.map(({ post }) => post.ageHours)).toEqual(
      posts.map(({ post }) => post.ageHours).toSorted((left, right) => left - right),
    );
    expect(posts.every(({ score, post }) => score === 0 && !viewer.mutedAuthors.has(post.author.id))).toBe(true);
  });

  it("tells the training pipeline what was shown, and nothing that names a device", () => {
    const { feed, messages } = forYou(lumen);
    const impressions = messages.filter(({ topic }) => topic === "lumen.impressions.v2");
    expect(impressions.map(({ record }) => record["postId"])).toEqual(feed.posts.map(({ post }) => post.id));
    expect(impressions.flatMap(({ record }) => Object.keys(record))).not.toContain("deviceId");
  });
});

describe("settings move the ranking as expected", () => {
  const withActions = (actions: Partial<typeof lumen.settings.weights.actions>): Lumen => ({
    ...lumen,
    settings: {
      ...lumen.settings,
      weights: { ...lumen.settings.weights, actions: { ...lumen.settings.weights.actions, ...actions } },
    },
  });

  it.each(["reply", "repost", "report"] as const)("a heavier %s brings posts for which it is likelier", (action) => {
    const probability = (one: Lumen) =>
      one.world.viewers
        .slice(0, 12)
        .flatMap(({ id }) => forYou(one, id).feed.posts)
        .reduce((sum, { probabilities }) => sum + (probabilities.get(action) ?? 0), 0);
    expect(probability(withActions({ [action]: 90 }))).toBeGreaterThan(probability(withActions({ [action]: -90 })));
  });

  it("an unfollowed factor of 0 leaves followed authors on top", () => {
    const settings = { ...lumen.settings, weights: { ...lumen.settings.weights, unfollowedFactor: 0.01 } };
    const viewer = viewerOf(lumen, 7);
    const strict = feedOf({ ...lumen, settings, viewer, surface: "for-you" });
    expect(viewer.follows.has(strict.posts[0]?.post.author.id ?? 0)).toBe(true);
    const followed = (posts: typeof strict.posts) =>
      posts.slice(0, 10).filter(({ post }) => viewer.follows.has(post.author.id)).length;
    expect(followed(strict.posts)).toBeGreaterThanOrEqual(followed(forYou(lumen).feed.posts));
  });

  it("a better model is better by the truth: without predictions people like less", () => {
    const silent = withActions({ like: 0, reply: 0, repost: 0, profile_visit: 0, dwell: 0 });
    expect(evaluate(lumen).likesPerRequest).toBeGreaterThan(evaluate(silent).likesPerRequest);
  });
});
