import { displayPath, formatPath } from "../change/path-json.ts";
import type { Policy } from "../policy/policy.ts";
import { claimsEntry } from "../policy/requirement.ts";
import { environmentById, requirementsOf } from "../policy/roster.ts";
import { capturedChanges } from "./captured.ts";
import { edgeVerdicts } from "./edge-verdicts.ts";
import { explainSegments } from "./explanations.ts";
import type { GateFacts, GateRequest } from "./facts.ts";
import type { GateFinding } from "./finding.ts";
import { nearMisses } from "./near-misses.ts";
import { requirementState } from "./requirement-state.ts";
import type { RequirementState } from "./requirement-state.ts";
import { reopenedFindings, segmentFindings } from "./segment-findings.ts";
import { settledPoint } from "./settled.ts";
import type { EdgeVerdict, RequirementVerdict } from "./verdict.ts";

/** What the judgement says: findings, requirements and edges; an empty list of findings allows. */
export type Judgement = {
  readonly findings: readonly GateFinding[];
  readonly requirements: readonly RequirementVerdict[];
  readonly edges: readonly EdgeVerdict[];
  /** Index into the line's commits from which something had to be checked. */
  readonly settled?: number;
  /** How the line was taken apart for each requirement; absent when it was not. */
  readonly states?: readonly RequirementState[];
};

/** The refs whose approvals count on the requested one: itself and those it accepts. */
export function acceptedRefs(policy: Policy, request: Pick<GateRequest, "repository" | "ref">): ReadonlySet<string> {
  const repository = policy.repositories.find(({ id }) => id === request.repository);
  const ref = repository?.refs.find((one) => one.ref === request.ref);
  return new Set([request.ref, ...(ref?.accepts ?? [])]);
}

/** Judges the candidate's line against the log (design, §4 "Coverage" and "Requirements"). Pure. */
export function judge(facts: GateFacts): Judgement {
  const { policy } = facts.log.policy;
  const requirements = requirementsOf(policy, environmentById(policy, facts.request.environment));
  const points = requirements.map((requirement) => ({
    requirement,
    point: settledPoint(facts, requirement),
  }));
  const unsettled = points.flatMap(({ requirement, point }): readonly GateFinding[] =>
    "code" in point ? [{ decision: "deny", code: point.code, requirement }] : [],
  );
  if (unsettled.length > 0) return { findings: unsettled, requirements: requirements.map(notSettled), edges: [] };
  const captured = capturedChanges(facts.log, facts.request.repository, acceptedRefs(policy, facts.request));
  const exact = explainSegments(facts, captured, false);
  const merged = facts.answers.merges.size === 0 ? exact : explainSegments(facts, captured, true);
  const states = points.flatMap(({ requirement, point }) =>
    "at" in point
      ? [requirementState(facts, captured, acceptsMerges(requirement) ? merged : exact, requirement, point.at)]
      : [],
  );
  return assemble(facts, states);
}

function acceptsMerges({ coverage }: Policy["requirements"][number]): boolean {
  return coverage.includes("clean-merge");
}

function notSettled({ id, role, count }: Policy["requirements"][number]): RequirementVerdict {
  return { id, role, count, state: "UNSATISFIED" };
}

function assemble(facts: GateFacts, states: readonly RequirementState[]): Judgement {
  const misses = nearMisses(facts);
  const settled = Math.min(...states.map((state) => state.settled));
  const perSegment = states.flatMap((state) =>
    state.segments.flatMap((segment) => segmentFindings(facts, misses, state, segment)),
  );
  const reopened = states.flatMap((state) => state.reopened.flatMap((one) => reopenedFindings(state.requirement, one)));
  return {
    findings: [...perSegment, ...reopened, ...entryFindings(facts, settled)],
    requirements: states.map((state) => ({
      id: state.requirement.id,
      role: state.requirement.role,
      count: state.requirement.count,
      state: state.state,
      ...commitAt(facts, state.settled),
    })),
    edges: edgeVerdicts(facts, states),
    settled,
    states,
  };
}

function commitAt(facts: GateFacts, index: number) {
  const settled = facts.line.commits[index];
  return settled === undefined ? {} : { settled };
}

/** Entries that no requirement claims, and gitlinks that the policy does not let move. */
function entryFindings(facts: GateFacts, from: number): readonly GateFinding[] {
  const { policy } = facts.log.policy;
  const submodules = policy.repositories.find(({ id }) => id === facts.request.repository)?.submodules ?? [];
  const allowed = new Set(submodules.map(({ path }) => path));
  return facts.line.edges.slice(from).flatMap((edge, index) => {
    const classes = facts.classes?.edges[from + index];
    const place = { decision: "deny", from: edge.from.commit, to: edge.to.commit } as const;
    const unclaimed = edge.entries.filter(
      (entry) => !policy.requirements.some((requirement) => claimsEntry(requirement, entry, classes?.get(entry.path))),
    );
    const gitlinks = edge.entries.filter(
      ({ path, oldMode, newMode }) => [oldMode, newMode].includes("160000") && !allowed.has(String(formatPath(path))),
    );
    return [
      ...strangers(edge),
      ...finding("gate.unclaimed", unclaimed, place),
      ...finding("gate.submodule", gitlinks, place),
    ];
  });
}

/** Who landed content without being known could be one of its reviewers (attack B5): nobody can tell, so nothing is decided. */
function strangers({ entries, unknown, from, to }: GateFacts["line"]["edges"][number]): readonly GateFinding[] {
  if (entries.length === 0 || unknown === undefined) return [];
  return [{ decision: "error", code: "change.contributor-unresolved", from: from.commit, to: to.commit, unknown }];
}

function finding(
  code: string,
  entries: GateFacts["line"]["edges"][number]["entries"],
  place: Pick<GateFinding, "decision" | "from" | "to">,
): readonly GateFinding[] {
  return entries.length === 0 ? [] : [{ ...place, code, paths: entries.map(({ path }) => displayPath(path)) }];
}
