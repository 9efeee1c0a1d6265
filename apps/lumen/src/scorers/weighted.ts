import type { Weights } from "../config/weights.ts";
import { ACTIONS } from "../models/actions.ts";
import type { Action } from "../models/actions.ts";
import type { Candidate, Scored, Term } from "../pipeline/candidate.ts";
import { blend } from "./blend.ts";

/** How much of the weighted sum counts. */
const BLEND = blend({
  modelShare: 1,
  textScoreWeight: 0.05,
  replyCountWeight: 0.4,
  repostCountWeight: 0.8,
  likeCountWeight: 0.3,
  reputationWeight: 0.2,
  multipleReplyWeight: 0.15,
  languageMatchBoost: 1.15,
  linkPenalty: 0.9,
  mediaBoost: 1.2,
  trendBoost: 1.1,
  ageDecaySlope: 0.003,
});

/** Score = Σ weight × P(action). Each action is a term. */
export function weighted(candidate: Candidate, probabilities: ReadonlyMap<Action, number>, weights: Weights): Scored {
  const terms = ACTIONS.map((action): Term => {
    const value = BLEND.modelShare * weights.actions[action] * (probabilities.get(action) ?? 0);
    return { name: action, value, kind: "sum" };
  });
  return { ...candidate, probabilities, terms, score: terms.reduce((sum, { value }) => sum + value, 0) };
}
