import type { Action } from "../models/actions.ts";
import type { Post } from "../world/kinds.ts";

/** A post that may be shown, and what is known of it so far. */
export type Candidate = {
  readonly post: Post;
  /** The source that brought it first. */
  readonly source: string;
  readonly features: ReadonlyMap<string, number>;
};

/** A part of a score: an action's weighted probability, or a factor of the sum so far. */
export type Term = { readonly name: string; readonly value: number; readonly kind: "sum" | "factor" };

export type Scored = Candidate & {
  readonly probabilities: ReadonlyMap<Action, number>;
  readonly terms: readonly Term[];
  readonly score: number;
};

/** A candidate whose score is multiplied; a factor of 1 leaves no term. A negative score is divided, so that it falls. */
export function times(scored: Scored, name: string, factor: number): Scored {
  if (factor === 1) return scored;
  const score = scored.score < 0 ? scored.score / factor : scored.score * factor;
  return { ...scored, score, terms: [...scored.terms, { name, value: factor, kind: "factor" }] };
}

/** Best first; of equal scores the lower id. */
export function byScore(left: Scored, right: Scored): number {
  return right.score - left.score || left.post.id - right.post.id;
}
