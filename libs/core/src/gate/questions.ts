import type { CoverageClass } from "../policy/policy.ts";
import { environmentById, requirementsOf } from "../policy/roster.ts";
import type { Captured, CapturedChanges } from "./captured.ts";
import { capturedChanges } from "./captured.ts";
import { candidatesAt, explainSegments } from "./explanations.ts";
import type { Explained } from "./explanations.ts";
import type { ContentQuestion, GateFacts } from "./facts.ts";
import { acceptedRefs } from "./judge.ts";
import { sameBaseOnLine } from "./satisfaction.ts";

/** Bound on merges that one judgement may ask Git for. */
export const MOST_MERGES = 5_000;

/**
 * What the judgement wants to know of contents beyond the edges themselves. Nothing unless a required class needs it:
 * `exact-tree` where the approved base is not on the line, `clean-merge` for approved changes that touch the same paths.
 */
export function contentQuestions(facts: Omit<GateFacts, "answers">): readonly ContentQuestion[] {
  const { policy } = facts.log.policy;
  const classes = new Set(
    requirementsOf(policy, environmentById(policy, facts.request.environment)).flatMap(({ coverage }) => coverage),
  );
  const captured = capturedChanges(facts.log, facts.request.repository, acceptedRefs(policy, facts.request));
  return [...sameBaseQuestions(facts, captured, classes), ...mergeQuestions(facts, captured, classes)];
}

function sameBaseQuestions(
  facts: Omit<GateFacts, "answers">,
  captured: CapturedChanges,
  classes: ReadonlySet<CoverageClass>,
): readonly ContentQuestion[] {
  if (!classes.has("exact-tree")) return [];
  return facts.line.edges.flatMap((edge, index) =>
    candidatesAt(captured, edge)
      .filter((change) => approved(captured, change) && sameBaseOnLine(facts, index, change.record.base) === undefined)
      .map(({ record }): ContentQuestion => ({ kind: "same-base", edge: index, change: record })),
  );
}

function mergeQuestions(
  facts: Omit<GateFacts, "answers">,
  captured: CapturedChanges,
  classes: ReadonlySet<CoverageClass>,
): readonly ContentQuestion[] {
  if (!classes.has("clean-merge")) return [];
  const position = new Map(facts.line.commits.map((commit, index) => [commit, index]));
  const explained = explainSegments({ ...facts, answers: { sameBase: new Map(), merges: new Map() } }, captured, false);
  return facts.line.edges.flatMap((edge, index) =>
    candidatesAt(captured, edge)
      .filter(
        (change) => approved(captured, change) && (position.get(change.record.base.gitCommit) ?? Infinity) <= index,
      )
      .filter((change) => needsMerge(explained.get(index), change, classes))
      .map(({ record }): ContentQuestion => ({ kind: "merge", edge: index, change: record })),
  );
}

/** An exact explanation needs no merge where `same-change` is accepted by every requirement; any other may. */
function needsMerge(
  segments: readonly Explained[] | undefined,
  change: Captured,
  classes: ReadonlySet<CoverageClass>,
): boolean {
  const exact = segments?.some(({ explanations }) => explanations.some((one) => one.change === change)) ?? false;
  return !exact || classes.size > 1 || !classes.has("same-change");
}

function approved(captured: CapturedChanges, { record }: Captured): boolean {
  return captured.reviews(record.changeDigest).some((review) => review.record.decision === "approve");
}
