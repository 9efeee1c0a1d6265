import type { Oid } from "../objects/oid.ts";
import type { Requirement } from "../policy/policy.ts";
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
 * `exact-tree` where the approved base is not on the line, `clean-merge` for captured changes that touch the same paths
 * and whose base is on the line.
 */
export function contentQuestions(facts: Omit<GateFacts, "answers">): readonly ContentQuestion[] {
  const { policy } = facts.log.policy;
  const required = requirementsOf(policy, environmentById(policy, facts.request.environment));
  const classes = new Set(required.flatMap(({ coverage }) => coverage));
  if (!classes.has("exact-tree") && !classes.has("clean-merge")) return [];
  const captured = capturedChanges(facts.log, facts.request.repository, acceptedRefs(policy, facts.request));
  const unanswered = { ...facts, answers: { sameBase: new Map(), merges: new Map() } };
  const exact = explainSegments(unanswered, captured, false);
  return [
    ...(classes.has("exact-tree") ? sameBaseQuestions(facts, exact) : []),
    ...(classes.has("clean-merge") ? mergeQuestions(facts, captured, exact, required) : []),
  ];
}

type Explanations = ReadonlyMap<number, readonly Explained[]>;

function sameBaseQuestions(facts: Omit<GateFacts, "answers">, exact: Explanations): readonly ContentQuestion[] {
  return [...exact].flatMap(([edge, segments]) =>
    segments
      .flatMap(({ explanations }) => explanations.map(({ change }) => change.record))
      .filter(({ base }) => sameBaseOnLine(facts, edge, base) === undefined)
      .map((change): ContentQuestion => ({ kind: "same-base", edge, change })),
  );
}

function mergeQuestions(
  facts: Omit<GateFacts, "answers">,
  captured: CapturedChanges,
  exact: Explanations,
  required: readonly Requirement[],
): readonly ContentQuestion[] {
  const position = new Map(facts.line.commits.map((commit, index) => [commit, index]));
  const isBehind = (base: Oid, index: number) =>
    (position.get(base) ?? Infinity) <= index || facts.line.below?.has(base) === true;
  const exactSuffices = required.every(
    ({ coverage }) => !coverage.includes("clean-merge") || coverage.includes("same-change"),
  );
  return facts.line.edges.flatMap((edge, index) =>
    candidatesAt(captured, edge)
      .filter(({ record: { base } }) => isBehind(base.gitCommit, index))
      .filter((change) => !exactSuffices || !isExplainedBy(exact.get(index), change))
      .map(({ record }): ContentQuestion => ({ kind: "merge", edge: index, change: record })),
  );
}

function isExplainedBy(segments: readonly Explained[] | undefined, change: Captured): boolean {
  return (
    segments?.some(({ explanations }) =>
      explanations.some((one) => one.change.record.change === change.record.change),
    ) ?? false
  );
}
