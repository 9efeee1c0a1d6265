import type { Filter } from "./filter.ts";

/** Authors whom the viewer muted. */
export const MutedAuthorFilter: Filter = {
  name: "MutedAuthorFilter",
  keeps: ({ post }, { viewer }) => !viewer.mutedAuthors.has(post.author.id),
};

/** Authors who blocked the viewer. */
export const BlockedByAuthorFilter: Filter = {
  name: "BlockedByAuthorFilter",
  keeps: ({ post }, { viewer }) => !viewer.blockedBy.has(post.author.id),
};
