import type { Scored } from "../pipeline/candidate.ts";
import type { FeedRequest } from "../pipeline/request.ts";

/** Changes scores, one candidate by itself or all together. */
export type Scorer = {
  readonly name: string;
  readonly score: (candidates: readonly Scored[], request: FeedRequest) => readonly Scored[];
};
