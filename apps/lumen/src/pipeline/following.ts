import { isOn } from "../config/flags.ts";
import { limit } from "../config/settings.ts";
import { byAge } from "../sources/source.ts";
import type { Post } from "../world/kinds.ts";
import type { Scored } from "./candidate.ts";
import type { Feed } from "./feed.ts";
import type { FeedRequest } from "./request.ts";

/** What followed authors posted, the newest first: no model, no profile. */
export function followingFeed({ settings, viewer, world }: FeedRequest): Feed {
  if (!isOn(settings.flags, "following_feed", viewer.id)) return EMPTY;
  const followed = world.posts.filter(({ author }) => viewer.follows.has(author.id));
  const heard = followed.filter(({ author }) => !viewer.mutedAuthors.has(author.id));
  const recent = heard.filter(({ ageHours }) => ageHours <= limit(settings, "posts.max_age_hours"));
  const posts = recent.toSorted(byAge).slice(0, limit(settings, "feed.size"));
  return { posts: posts.map(unscored), modules: [], candidates: followed.length, dropped: new Map() };
}

const EMPTY: Feed = { posts: [], modules: [], candidates: 0, dropped: new Map() };

function unscored(post: Post): Scored {
  return { post, source: "followed", features: new Map(), probabilities: new Map(), terms: [], score: 0 };
}
