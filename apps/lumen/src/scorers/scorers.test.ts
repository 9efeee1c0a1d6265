import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openLumen, viewerOf } from "../lumen.ts";
import type { Scored } from "../pipeline/candidate.ts";
import { ColdStartScorer } from "./cold-start.ts";
import { DiversityScorer } from "./diversity.ts";
import { TrustedNewsScorer, UnfollowedScorer } from "./factors.ts";
import type { Scorer } from "./scorer.ts";
import { weighted } from "./weighted.ts";

const lumen = openLumen(join(import.meta.dirname, "../.."), 1);
const viewer = viewerOf(lumen, 7);
const request = { ...lumen, viewer, surface: "for-you" as const };
const [first, second, third] = lumen.world.posts;

function scored(score: number, change: Partial<Scored["post"]> = {}): Scored {
  if (first === undefined) throw new Error("an empty world");
  const author = { ...first.author, id: 1, followers: 90_000 };
  const post = { ...first, author, link: "", ...change };
  return { post, source: "trending", features: new Map(), probabilities: new Map(), terms: [], score };
}

function scores(scorer: Scorer, candidates: readonly Scored[]): readonly number[] {
  return scorer.score(candidates, request).map(({ score }) => score);
}

describe("scorers", () => {
  it("weigh each action by its probability", () => {
    const probabilities = new Map([
      ["like", 0.5],
      ["reply", 0.1],
      ["report", 0.01],
    ] as const);
    const { score, terms } = weighted(scored(0), probabilities, lumen.settings.weights);
    const { like, reply, report } = lumen.settings.weights.actions;
    expect(score).toBeCloseTo(0.5 * like + 0.1 * reply + 0.01 * report);
    expect(terms).toHaveLength(6);
  });

  it("let each further post of an author count less, down to a floor", () => {
    const posts = [scored(8), scored(8), scored(8), scored(8)];
    expect(scores(DiversityScorer, posts)).toEqual([8, 8 * 0.625, 8 * 0.4375, 8 * 0.34375]);
  });

  it("let unfollowed authors count a little less, also below 0", () => {
    expect(scores(UnfollowedScorer, [scored(1), scored(-1)])).toEqual([0.8, -1.25]);
  });

  it("raise small authors and trusted news for those who have the flag", () => {
    const small = { ...scored(1).post.author, followers: 799 };
    expect(scores(ColdStartScorer, [scored(1, { author: small }), scored(1)])).toEqual([1.3, 1]);
    const news = scored(1, { link: "courier.example" });
    const answers = lumen.world.viewers.map(
      (one) => TrustedNewsScorer.score([news], { ...request, viewer: one })[0]?.score,
    );
    expect(new Set(answers)).toEqual(new Set([1, 1.1]));
  });

  it("never lose a candidate", () => {
    const posts = [first, second, third].map((post, index) => scored(index, { id: post?.id ?? 0 }));
    for (const scorer of [UnfollowedScorer, TrustedNewsScorer, ColdStartScorer, DiversityScorer])
      expect(scorer.score(posts, request)).toHaveLength(3);
  });
});
