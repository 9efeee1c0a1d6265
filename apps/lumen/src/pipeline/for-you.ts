import { limit } from "../config/settings.ts";
import { hydrate } from "../features/hydrate.ts";
import { FILTERS } from "../filters/registry.ts";
import { predict } from "../models/predict.ts";
import { SCORERS } from "../scorers/registry.ts";
import { weighted } from "../scorers/weighted.ts";
import { SOURCES } from "../sources/registry.ts";
import { byScore } from "./candidate.ts";
import type { Candidate, Scored } from "./candidate.ts";
import type { Feed } from "./feed.ts";
import { placeModules } from "./modules.ts";
import type { FeedRequest } from "./request.ts";

/** Sources, features, filters, light ranker, heavy model, scorers, modules. */
export function forYouFeed(request: FeedRequest): Feed {
  const candidates = findCandidates(request);
  const { kept, dropped } = filterCandidates(candidates, request);
  const few = lightRank(kept, limit(request.settings, "feed.light_ranker_keeps"));
  const scored = SCORERS.reduce<readonly Scored[]>(
    (all, scorer) => scorer.score(all, request),
    few.map((candidate) => scoreOne(candidate, request)),
  );
  const posts = scored.toSorted(byScore).slice(0, limit(request.settings, "feed.size"));
  return { posts, modules: placeModules(request.settings), candidates: candidates.length, dropped };
}

/** Candidates of all sources, each once. */
function findCandidates(request: FeedRequest): readonly Candidate[] {
  const found = new Map<number, Candidate>();
  for (const source of SOURCES)
    for (const post of source.find(request))
      if (!found.has(post.id)) found.set(post.id, { post, source: source.name, features: hydrate(post, request) });
  return [...found.values()];
}

function filterCandidates(candidates: readonly Candidate[], request: FeedRequest) {
  const dropped = new Map<string, number>();
  const kept = candidates.filter((candidate) => {
    const stop = FILTERS.find((filter) => !filter.keeps(candidate, request));
    if (stop !== undefined) dropped.set(stop.name, (dropped.get(stop.name) ?? 0) + 1);
    return stop === undefined;
  });
  return { kept, dropped };
}

/** The nearest by interest, so that the heavy model sees few. */
function lightRank(candidates: readonly Candidate[], keeps: number): readonly Candidate[] {
  const similarity = ({ features }: Candidate) =>
    (features.get("interest_similarity") ?? 0) + (features.get("viewer_follows_author") ?? 0);
  return candidates
    .toSorted((left, right) => similarity(right) - similarity(left) || left.post.id - right.post.id)
    .slice(0, keeps);
}

function scoreOne(candidate: Candidate, { models, settings }: FeedRequest): Scored {
  return weighted(candidate, predict(models.heavy, candidate.features), settings.weights);
}
