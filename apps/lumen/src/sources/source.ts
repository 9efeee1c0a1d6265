import { numberAt } from "../config/lookup.ts";
import type { FeedRequest } from "../pipeline/request.ts";
import type { Post } from "../world/kinds.ts";

/** Brings candidates; `name` is its table in `config/sources.toml`. */
export type Source = {
  readonly name: string;
  readonly find: (request: FeedRequest) => readonly Post[];
};

/** A number that is set for a source. */
function setting({ settings }: FeedRequest, source: string, key: string): number {
  return numberAt(settings.sources.get(`sources.${source}`) ?? {}, key);
}

/** The newest first; of equal age the lower id. */
export function byAge(left: Post, right: Post): number {
  return left.ageHours - right.ageHours || left.id - right.id;
}

/** What a source's window and quota leave of a sorted list. */
export function within(request: FeedRequest, source: string, posts: readonly Post[]): readonly Post[] {
  const hours = setting(request, source, "window_hours");
  return posts.filter((post) => post.ageHours <= hours).slice(0, setting(request, source, "quota"));
}
