import { byAge, within } from "./source.ts";
import type { Source } from "./source.ts";

/** What the authors posted whom the viewer follows. */
export const FollowedSource: Source = {
  name: "followed",
  find(request) {
    const posts = request.world.posts.filter(({ author }) => request.viewer.follows.has(author.id));
    return within(request, "followed", posts.toSorted(byAge));
  },
};
