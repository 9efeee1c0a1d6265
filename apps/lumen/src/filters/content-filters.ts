import { limit } from "../config/settings.ts";
import type { Filter } from "./filter.ts";

/** Posts that are too old. */
export const AgeFilter: Filter = {
  name: "AgeFilter",
  keeps: ({ post }, { settings }) => post.ageHours <= limit(settings, "posts.max_age_hours"),
};

/** Posts with a word that the viewer muted. */
export const MutedWordsFilter: Filter = {
  name: "MutedWordsFilter",
  keeps: ({ post }, { viewer }) => !post.words.some((word) => viewer.mutedWords.has(word)),
};

/** Posts with hardly any text. */
export const ShortPostFilter: Filter = {
  name: "ShortPostFilter",
  keeps: ({ post }, { settings }) => post.words.length >= limit(settings, "posts.min_words"),
};

/** Videos that are too long for a feed. */
export const VideoFilter: Filter = {
  name: "VideoFilter",
  keeps: ({ post }, { settings }) => post.videoSeconds <= limit(settings, "posts.max_video_seconds"),
};
