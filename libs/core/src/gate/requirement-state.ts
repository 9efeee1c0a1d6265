import { claims } from "../policy/requirement.ts";
import type { Requirement } from "../policy/policy.ts";
import type { Objection } from "../decision/standing.ts";
import type { CapturedChanges } from "./captured.ts";
import type { Explained, Segment } from "./explanations.ts";
import type { GateFacts } from "./facts.ts";
import { cheapestPartition } from "./partition.ts";
import type { SegmentCost } from "./partition.ts";
import { supportFor } from "./satisfaction.ts";
import type { Support } from "./satisfaction.ts";
import { carry } from "./usage.ts";
import type { Carrier, Refusal, Used } from "./usage.ts";

/** How one segment of the line stands for one requirement. */
export type SegmentState = Segment & {
  readonly explained?: Explained;
  readonly carriers: readonly Carrier[];
  readonly refusals: readonly Refusal[];
  readonly objections: readonly Objection[];
  /** Whether enough people approved; an objection may stand against it all the same. */
  readonly enough?: boolean;
  readonly state: "not-applicable" | "satisfied" | "unsatisfied" | "unexplained";
};

/** How the whole line above the settled point stands for one requirement. */
export type RequirementState = {
  readonly requirement: Requirement;
  /** Index into the line's commits. */
  readonly settled: number;
  readonly segments: readonly SegmentState[];
  readonly state: "NOT_APPLICABLE" | "SATISFIED" | "UNSATISFIED";
};

/**
 * Judges one requirement over the line from its settled point to the candidate.
 *
 * @param explained every segment of the line that a captured change explains, by start, as the requirement takes it
 */
export function requirementState(
  facts: GateFacts,
  captured: CapturedChanges,
  explained: ReadonlyMap<number, readonly Explained[]>,
  requirement: Requirement,
  settled: number,
): RequirementState {
  const judge = segmentJudge(facts, captured, requirement);
  const candidates = (start: number): readonly (Segment | Explained)[] => {
    const found = explained.get(start) ?? [];
    return found.some(({ end }) => end === start + 1) ? found : [{ start, end: start + 1 }, ...found];
  };
  const used = usedBelow(captured, explained, requirement, settled);
  const segments = cheapestPartition(settled, facts.line.edges.length, candidates, (one) => costOf(judge, one)).map(
    (segment) => settle(judge, segment, used),
  );
  return { requirement, settled, segments, state: stateOf(segments) };
}

type SegmentJudge = {
  readonly requirement: Requirement;
  readonly claims: (step: number) => boolean;
  readonly support: (segment: Explained) => Support;
};

function segmentJudge(facts: GateFacts, captured: CapturedChanges, requirement: Requirement): SegmentJudge {
  const known = new Map<string, Support>();
  return {
    requirement,
    claims: (step) =>
      facts.line.edges[step]?.entries.some(({ path }) => claims(requirement, path, facts.classes?.[step]?.get(path))) ??
      false,
    support: (segment) => {
      const key = `${segment.start}:${segment.end}`;
      const support = known.get(key) ?? supportFor(facts, captured, requirement, segment);
      known.set(key, support);
      return support;
    },
  };
}

function costOf(judge: SegmentJudge, segment: Segment | Explained): SegmentCost {
  if (needsNothing(judge, segment)) return "nothing";
  if (!("digest" in segment)) return "unexplained";
  const { considered, objections } = judge.support(segment);
  const { enough } = carry(judge.requirement, considered, new Set());
  return objections.length === 0 && enough ? "satisfied" : "unsatisfied";
}

/** A run always stands for a change; only a single step of which nothing is claimed is free. */
function needsNothing(judge: SegmentJudge, segment: Segment): boolean {
  return segment.end - segment.start === 1 && !judge.claims(segment.start);
}

/**
 * What landed below the settled point has used its approvals up as well: each step there, and each run that stands for a
 * change, takes of everybody the oldest approval of what explains it, whether or not it would still count.
 */
function usedBelow(
  captured: CapturedChanges,
  explained: ReadonlyMap<number, readonly Explained[]>,
  requirement: Requirement,
  settled: number,
): Used {
  const used: Used = new Set();
  for (let start = 0; start < settled; start++)
    for (const { end, explanations } of explained.get(start) ?? []) {
      if (end > settled) continue;
      const digests = new Set(explanations.map(({ change }) => change.record.changeDigest));
      const free = [...digests]
        .flatMap((digest) => captured.reviews(digest))
        .filter(({ id, record }) => record.decision === "approve" && record.role === requirement.role && !used.has(id))
        .toSorted((a, b) => a.leaf - b.leaf);
      for (const own of Map.groupBy(free, ({ record }) => record.reviewer.person).values()) used.add(own[0]?.id ?? "");
    }
  return used;
}

function settle(judge: SegmentJudge, segment: Segment | Explained, used: Used): SegmentState {
  const { start, end } = segment;
  const nothing = { start, end, carriers: [], refusals: [], objections: [] };
  if (needsNothing(judge, segment)) return { ...nothing, state: "not-applicable" };
  if (!("digest" in segment)) return { ...nothing, state: "unexplained" };
  const { considered, objections } = judge.support(segment);
  const { enough, carriers, refusals } = carry(judge.requirement, considered, used);
  const known = { ...nothing, explained: segment, objections, ...(enough ? { carriers } : { refusals }) };
  return { ...known, state: enough && objections.length === 0 ? "satisfied" : "unsatisfied", enough };
}

function stateOf(segments: readonly SegmentState[]): RequirementState["state"] {
  const applicable = segments.filter(({ state }) => state !== "not-applicable");
  if (applicable.length === 0) return "NOT_APPLICABLE";
  return applicable.every(({ state }) => state === "satisfied") ? "SATISFIED" : "UNSATISFIED";
}
