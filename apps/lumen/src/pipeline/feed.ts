import { followingFeed } from "./following.ts";
import { forYouFeed } from "./for-you.ts";
import type { Scored } from "./candidate.ts";
import type { Module } from "./modules.ts";
import type { FeedRequest } from "./request.ts";

/** What a viewer gets: posts in order, modules between them, and why other candidates are missing. */
export type Feed = {
  readonly posts: readonly Scored[];
  readonly modules: readonly Module[];
  readonly candidates: number;
  /** Candidates that each filter dropped. */
  readonly dropped: ReadonlyMap<string, number>;
};

/** The feed of a surface. */
export function feedOf(request: FeedRequest): Feed {
  switch (request.surface) {
    case "for-you":
      return forYouFeed(request);
    case "following":
      return followingFeed(request);
    default:
      return neverSurface(request.surface);
  }
}

function neverSurface(surface: never): never {
  throw new Error(`there is no surface ${String(surface)}`);
}
