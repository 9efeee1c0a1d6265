import { tidyScorerNames } from "./changes/02-tidy-scorer-names.ts";
import { tuneReplyWeight } from "./changes/03-tune-reply-weight.ts";
import { fixRounding } from "./changes/04-fix-rounding.ts";
import { raiseLimits } from "./changes/05-raise-limits.ts";
import { addFreshPosts } from "./changes/08-add-fresh-posts.ts";
import { norlandElection } from "./changes/09-norland-election.ts";
import { cleanUpDashboards } from "./changes/10-clean-up-dashboards.ts";
import { fixLabelMapping } from "./changes/11-fix-label-mapping.ts";
import { consistentFlagNames } from "./changes/12-consistent-flag-names.ts";
import { betterModel } from "./changes/13-better-model.ts";
import { refreshEmbeddings } from "./changes/14-refresh-embeddings.ts";
import { scriptedSource } from "./changes/15-scripted-source.ts";
import { shadowTraffic } from "./changes/16-shadow-traffic.ts";
import { shadowToTest } from "./changes/17-shadow-to-test.ts";
import { richerImpressions } from "./changes/18-richer-impressions.ts";
import { removeUnusedWeights } from "./changes/19-remove-unused-weights.ts";
import { simplifyFollowingFeed } from "./changes/20-simplify-following-feed.ts";
import { eligibilitySpeedUp } from "./changes/21-eligibility-speed-up.ts";
import { exploration } from "./changes/22-exploration.ts";
import { judgePromptWording } from "./changes/23-judge-prompt-wording.ts";
import { bumpDependencies } from "./changes/24-bump-dependencies.ts";
import { preparePublicCopy } from "./changes/25-prepare-public-copy.ts";
import { cheaperEvaluation } from "./changes/26-cheaper-evaluation.ts";
import { promoteModule } from "./changes/27-promote-module.ts";
import { reformat } from "./changes/28-reformat.ts";
import type { PlannedChange } from "./planned-change.ts";

/** Commits 2 to 28, in their order. */
export const CHANGES: readonly PlannedChange[] = [
  tidyScorerNames,
  tuneReplyWeight,
  fixRounding,
  ...raiseLimits,
  addFreshPosts,
  norlandElection,
  cleanUpDashboards,
  fixLabelMapping,
  consistentFlagNames,
  betterModel,
  refreshEmbeddings,
  scriptedSource,
  shadowTraffic,
  shadowToTest,
  richerImpressions,
  removeUnusedWeights,
  simplifyFollowingFeed,
  eligibilitySpeedUp,
  exploration,
  judgePromptWording,
  bumpDependencies,
  preparePublicCopy,
  cheaperEvaluation,
  promoteModule,
  reformat,
];
