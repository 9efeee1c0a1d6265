import type { ChangeDigest } from "../change/digest.ts";
import type { Requirement } from "../policy/policy.ts";
import type { Objection } from "../decision/standing.ts";
import type { CapturedChanges } from "./captured.ts";
import { claimedSteps } from "./claimed-steps.ts";
import type { ClaimedSteps } from "./claimed-steps.ts";
import type { Explained, Segment } from "./explanations.ts";
import type { GateFacts } from "./facts.ts";
import { cheapestPartition } from "./partition.ts";
import type { SegmentCost } from "./partition.ts";
import { reopenedCovers } from "./reopened.ts";
import type { Reopened } from "./reopened.ts";
import { renewedPoint } from "./settled.ts";
import { supportFor } from "./satisfaction.ts";
import type { Support } from "./satisfaction.ts";
import { isUndone } from "./undone.ts";
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
  /** `undone`: it was approved, somebody took that back, and later steps took the content itself out again. */
  readonly state: "not-applicable" | "satisfied" | "undone" | "unsatisfied" | "unexplained";
};

/** Approvals that are used up by a run below the settled point: the content that they are about, and where the run ends. */
type Spent = { readonly digest: ChangeDigest; readonly end: number; readonly approvals: readonly string[] };

/** How the whole line above the settled point stands for one requirement. */
export type RequirementState = {
  readonly requirement: Requirement;
  /** Index into the line's commits. */
  readonly settled: number;
  readonly segments: readonly SegmentState[];
  readonly claimed: ClaimedSteps;
  /** Approvals that what landed below the settled point has used up. */
  readonly spent: readonly Spent[];
  /** What is wrong with segments at or below the settled point that this gate itself found covered before. */
  readonly reopened: readonly Reopened[];
  /** Index into the line's commits up to which a newer baseline settled what this gate had judged. */
  readonly renewed?: number;
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
  const claimed = claimedSteps(facts, requirement, settled);
  const judge = segmentJudge(facts, captured, requirement, claimed);
  const candidates = (start: number): readonly (Segment | Explained)[] => {
    const found = explained.get(start) ?? [];
    return found.some(({ end }) => end === start + 1) ? found : [{ start, end: start + 1 }, ...found];
  };
  const spent = spentBelow(captured, explained, requirement, settled);
  const used = new Set(spent.flatMap(({ approvals }) => approvals)).union(savedUsed(facts, requirement));
  const segments = cheapestPartition(settled, facts.line.edges.length, candidates, (one) => costOf(judge, one)).map(
    (segment) => settle(judge, segment, used),
  );
  const reopened = reopenedCovers(facts, captured, requirement);
  const renewed = renewedPoint(facts, requirement);
  return {
    requirement,
    settled,
    segments,
    claimed,
    spent,
    reopened,
    ...(renewed === undefined ? {} : { renewed: renewed.at }),
    state: stateOf(segments, reopened),
  };
}

type SegmentJudge = {
  readonly requirement: Requirement;
  readonly claims: (step: number) => boolean;
  readonly support: (segment: Explained) => Support;
  readonly isUndone: (segment: Segment) => boolean;
};

function segmentJudge(
  facts: GateFacts,
  captured: CapturedChanges,
  requirement: Requirement,
  claimed: ClaimedSteps,
): SegmentJudge {
  const known = new Map<string, Support>();
  return {
    requirement,
    claims: (step) => claimed.steps.has(step),
    isUndone: (segment) => isUndone(facts, segment),
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
  const support = judge.support(segment);
  const { enough } = carry(judge.requirement, support.considered, new Set());
  if (support.objections.length === 0 && enough) return "satisfied";
  const undone = approvalsTakenBack(judge, support, new Set()).length > 0 && judge.isUndone(segment);
  return undone ? "satisfied" : "unsatisfied";
}

/** A run always stands for a change; only a single step of which nothing is claimed is free. */
function needsNothing(judge: SegmentJudge, segment: Segment): boolean {
  return segment.end - segment.start === 1 && !judge.claims(segment.start);
}

/**
 * What landed below the settled point has used its approvals up as well: each step there, and each run that stands for a
 * change, takes of everybody the oldest approval of what explains it, whether or not it would still count.
 */
function spentBelow(
  captured: CapturedChanges,
  explained: ReadonlyMap<number, readonly Explained[]>,
  requirement: Requirement,
  settled: number,
): readonly Spent[] {
  const used: Used = new Set();
  const spent: Spent[] = [];
  for (let start = 0; start < settled; start++)
    for (const { end, explanations } of explained.get(start) ?? []) {
      if (end > settled) continue;
      const digests = new Set(explanations.map(({ change }) => change.record.changeDigest));
      const free = [...digests]
        .flatMap((digest) => captured.reviews(digest))
        .filter(({ id, record }) => record.decision === "approve" && record.role === requirement.role && !used.has(id))
        .toSorted((a, b) => a.leaf - b.leaf);
      const oldest = [...Map.groupBy(free, ({ record }) => record.reviewer.person).values()].flatMap((own) =>
        own.slice(0, 1),
      );
      for (const { id, record } of oldest) {
        used.add(id);
        spent.push({ digest: record.changeDigest, end, approvals: [id] });
      }
    }
  return spent;
}

function settle(judge: SegmentJudge, segment: Segment | Explained, used: Used): SegmentState {
  const { start, end } = segment;
  const nothing = { start, end, carriers: [], refusals: [], objections: [] };
  if (needsNothing(judge, segment)) return { ...nothing, state: "not-applicable" };
  if (!("digest" in segment)) return { ...nothing, state: "unexplained" };
  const support = judge.support(segment);
  const { considered, objections } = support;
  const known = { ...nothing, explained: segment };
  const takenBack = approvalsTakenBack(judge, support, used);
  if (takenBack.length > 0 && judge.isUndone(segment)) {
    takenBack.forEach((id) => used.add(id));
    return { ...known, state: "undone" };
  }
  const { enough, carriers, refusals } = carry(judge.requirement, considered, used);
  const state = enough && objections.length === 0 ? "satisfied" : "unsatisfied";
  return { ...known, objections, ...(enough ? { carriers } : { refusals }), state, enough };
}

/**
 * The approvals that would carry a segment if nobody had spoken against its content, the oldest of each person; none
 * where nobody did, or where they never sufficed.
 */
function approvalsTakenBack(
  { requirement }: SegmentJudge,
  { considered, objections }: Support,
  used: Used,
): readonly string[] {
  const spoken = objections.length > 0 || considered.some((one) => one.overtaken || one.faults.includes(REVOKED));
  if (!spoken) return [];
  const once = considered.filter(
    ({ class: met, faults, review }) =>
      met !== undefined && faults.every((fault) => fault === REVOKED) && !used.has(review.id),
  );
  const oldest = [...Map.groupBy(once, ({ review }) => review.record.reviewer.person).values()].flatMap((own) =>
    own.slice(0, 1).map(({ review }) => review.id),
  );
  return oldest.length >= requirement.count ? oldest : [];
}

const REVOKED = "decision.revoked";

function stateOf(segments: readonly SegmentState[], reopened: readonly Reopened[]): RequirementState["state"] {
  if (reopened.length > 0) return "UNSATISFIED";
  const applicable = segments.filter(({ state }) => state !== "not-applicable");
  if (applicable.length === 0) return "NOT_APPLICABLE";
  return applicable.every(({ state }) => state === "satisfied" || state === "undone") ? "SATISFIED" : "UNSATISFIED";
}

/** Approvals that carry something below the settled point, as far as this gate itself found it covered. */
function savedUsed({ saved }: GateFacts, { id }: Requirement): ReadonlySet<string> {
  return saved?.used.get(saved.settled.get(id)?.hash ?? "") ?? new Set();
}
