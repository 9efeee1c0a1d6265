import type { Scored, Term } from "./pipeline/candidate.ts";
import type { Feed } from "./pipeline/feed.ts";
import { roundTo } from "./round.ts";
import type { Viewer } from "./world/kinds.ts";

/** A feed for people: one line a post with its terms, modules at their places, and what the filters dropped. */
export function feedText(viewer: Viewer, feed: Feed): string {
  const loves = Object.entries(viewer.interests).toSorted(([, left], [, right]) => right - left);
  const head = `user ${viewer.id} of ${viewer.country}, follows ${viewer.follows.size}, likes ${loves
    .slice(0, 3)
    .map(([topic]) => topic)
    .join(", ")}`;
  const lines = feed.posts.flatMap((scored, index) => [
    ...feed.modules.filter(({ place }) => place === index + 1).map(({ name }) => `      [${name}]`),
    postLine(scored, index + 1),
  ]);
  const dropped = [...feed.dropped].map(([name, count]) => `${name} ${count}`).join(", ");
  return [head, ...lines, `${feed.candidates} candidates; dropped: ${dropped === "" ? "none" : dropped}`, ""].join(
    "\n",
  );
}

function postLine({ post, score, source, terms }: Scored, place: number): string {
  const what = `${String(place).padStart(3)}  ${score.toFixed(3).padStart(7)}  ${post.id}  ${post.author.handle.padEnd(10)}`;
  return `${what} ${post.topic.padEnd(8)} ${source.padEnd(16)} ${terms.map(termText).join(" ")}`.trimEnd();
}

function termText({ name, value, kind }: Term): string {
  return kind === "factor" ? `× ${name} ${roundTo(value, 3)}` : `${name} ${roundTo(value, 3)}`;
}

/** A feed for machines. */
export function feedJson(viewer: Viewer, feed: Feed): string {
  const posts = feed.posts.map(({ post, score, source, terms }) => ({
    id: post.id,
    author: post.author.id,
    topic: post.topic,
    source,
    score: roundTo(score, 6),
    terms: Object.fromEntries(terms.map(({ name, value }) => [name, roundTo(value, 6)])),
  }));
  const { modules, candidates, dropped } = feed;
  return `${JSON.stringify({ user: viewer.id, posts, modules, candidates, dropped: Object.fromEntries(dropped) }, undefined, 2)}\n`;
}
