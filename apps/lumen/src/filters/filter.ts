import type { Candidate } from "../pipeline/candidate.ts";
import type { FeedRequest } from "../pipeline/request.ts";

/** Decides whether a candidate may stay. */
export type Filter = {
  readonly name: string;
  readonly keeps: (candidate: Candidate, request: FeedRequest) => boolean;
};
