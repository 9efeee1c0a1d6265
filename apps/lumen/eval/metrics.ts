import { serve } from "../src/lumen.ts";
import type { Lumen } from "../src/lumen.ts";
import type { Scored } from "../src/pipeline/candidate.ts";
import { hashOf } from "../src/world/random.ts";
import type { Viewer } from "../src/world/kinds.ts";
import { truth } from "../src/world/truth.ts";

/** One request as evaluation sees it: for each post in order, whether it was liked, and whether it was reported. */
type Judged = {
  readonly liked: readonly boolean[];
  readonly reported: readonly boolean[];
  readonly served: readonly Scored[];
};

/** Measures over all viewers of the world. */
export type Evaluation = {
  readonly requests: number;
  readonly hitRate: number;
  readonly likesPerRequest: number;
  readonly discountedGain: number;
  readonly reportRate: number;
  readonly exposureOfSmallAuthors: number;
};

/** Serves every viewer once and lets the world's truth answer. */
export function evaluate(lumen: Lumen): Evaluation {
  const requests = lumen.world.viewers.map((viewer) => judgeRequest(lumen, viewer));
  return {
    requests: requests.length,
    hitRate: hitRate(requests),
    likesPerRequest: mean(requests.map(({ liked }) => count(liked))),
    discountedGain: mean(requests.map(({ liked }) => discountedGain(liked))),
    reportRate: mean(requests.flatMap(({ reported }) => reported.map(Number))),
    exposureOfSmallAuthors: mean(
      requests.flatMap(({ served }) => served.map(({ post }) => (post.author.tier === "small" ? 1 : 0))),
    ),
  };
}

/** Share of requests with something that the viewer liked among the first ten posts. */
function hitRate(requests: readonly Pick<Judged, "liked">[]): number {
  return mean(requests.map(({ liked }) => (liked.slice(0, 10).includes(true) ? 1 : 0)));
}

/** Sum of 1 / log2(place + 1) over liked posts. */
function discountedGain(liked: readonly boolean[]): number {
  return liked.reduce((sum, isLiked, index) => sum + (isLiked ? 1 / Math.log2(index + 2) : 0), 0);
}

/** One line a measure. */
export function evaluationText(evaluation: Evaluation): string {
  return Object.entries(evaluation)
    .map(([name, value]) => `${name.padEnd(24)} ${value.toFixed(4)}\n`)
    .join("");
}

function judgeRequest(lumen: Lumen, viewer: Viewer): Judged {
  const served = serve(lumen, viewer, "for-you").feed.posts;
  const happens = (action: "like" | "report") =>
    served.map(({ post }) => draw(`${action}:${viewer.id}:${post.id}`) < truth(viewer, post, action));
  return { liked: happens("like"), reported: happens("report"), served };
}

/** A number from 0 to 1 that is fixed for a name, so that two rankers meet the same people. */
function draw(name: string): number {
  return (hashOf(name) % 65_536) / 65_536;
}

function count(values: readonly boolean[]): number {
  return values.filter(Boolean).length;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
