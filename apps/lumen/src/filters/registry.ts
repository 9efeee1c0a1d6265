import { BlockedByAuthorFilter, MutedAuthorFilter } from "./author-filters.ts";
import { AgeFilter, MutedWordsFilter, ShortPostFilter, VideoFilter } from "./content-filters.ts";
import { EligibilityFilter } from "./eligibility-filter.ts";
import type { Filter } from "./filter.ts";
import { ReplySpamFilter, SpamDomainFilter } from "./spam-filters.ts";
import { TopicJudgeFilter } from "./topic-judge-filter.ts";

/** Filters of the main feed, in the order in which they run; the last one asks a model and should see few posts. */
export const FILTERS: readonly Filter[] = [
  AgeFilter,
  MutedAuthorFilter,
  BlockedByAuthorFilter,
  MutedWordsFilter,
  SpamDomainFilter,
  ReplySpamFilter,
  EligibilityFilter,
  ShortPostFilter,
  VideoFilter,
  TopicJudgeFilter,
];
