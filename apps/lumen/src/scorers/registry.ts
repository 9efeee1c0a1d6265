import { ColdStartScorer } from "./cold-start.ts";
import { DiversityScorer } from "./diversity.ts";
import { TrustedNewsScorer, UnfollowedScorer } from "./factors.ts";
import type { Scorer } from "./scorer.ts";

/** What happens to the weighted sum, in this order; diversity comes last because it looks at the order. */
export const SCORERS: readonly Scorer[] = [UnfollowedScorer, TrustedNewsScorer, ColdStartScorer, DiversityScorer];
