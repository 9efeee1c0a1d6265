import type { Candidate } from "../pipeline/candidate.ts";
import type { FeedRequest } from "../pipeline/request.ts";
import { firstRule } from "../rules/evaluate.ts";
import type { Facts } from "../rules/evaluate.ts";
import type { Filter } from "./filter.ts";

/** What `rules/eligibility.lmr` says. */
export const EligibilityFilter: Filter = {
  name: "EligibilityFilter",
  keeps: (candidate, request) => firstRule(request.settings.rules, factsOf(candidate, request)) === undefined,
};

function factsOf({ post }: Candidate, { viewer }: FeedRequest): Facts {
  return new Map<string, string | number | boolean>([
    ["author.account_age_days", post.author.accountAgeDays],
    ["author.upheld_reports", post.author.upheldReports],
    ["author.followers", post.author.followers],
    ["post.is_reply", post.isReply],
    ["post.language", post.language],
    ["post.likes", post.likes],
    ["viewer.language", viewer.language],
    ["viewer.follows_author", viewer.follows.has(post.author.id)],
  ]);
}
