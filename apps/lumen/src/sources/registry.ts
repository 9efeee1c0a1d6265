import { FollowedSource } from "./followed.ts";
import { SimilarInterestSource } from "./similar-interest.ts";
import type { Source } from "./source.ts";
import { TrendingSource } from "./trending.ts";

/** Sources of the main feed, in the order in which they bring candidates. */
export const SOURCES: readonly Source[] = [FollowedSource, TrendingSource, SimilarInterestSource];
