import { differences, digestOf } from "./difference.testing.ts";
import { approvals, consider, oldestOfEach, spokenAgainst } from "./naive-approval.testing.ts";
import type { Considered, Used } from "./naive-approval.testing.ts";
import { isForHere } from "./naive-case.testing.ts";
import type { Case } from "./naive-case.testing.ts";
import type { Code } from "./naive-codes.testing.ts";
import { ends, explain, explainRun, netOf } from "./naive-explanation.testing.ts";
import type { Explanation, Segment } from "./naive-explanation.testing.ts";
import type { Files, WorldRequirement } from "./world.testing.ts";

/** What one requirement says of one segment, given the approvals that older segments used up. */
export type SegmentJudgement = Segment & {
  readonly explained: boolean;
  readonly satisfied: boolean;
  readonly reasons: readonly Code[];
  /** Paths that no captured change explains. */
  readonly residual: readonly string[];
  /** Leaves of the approvals that this segment uses up. */
  readonly uses: readonly number[];
};

/**
 * Judges one segment for one requirement, which claims those edges of the line. Undefined for a run that nothing explains:
 * it is no segment.
 */
export function judgeSegment(
  c: Case,
  r: WorldRequirement,
  segment: Segment,
  claimed: ReadonlySet<number>,
  used: Used,
): SegmentJudgement | undefined {
  const paths = netOf(c, segment).map(({ path }) => path);
  const single = segment.to === segment.from + 1;
  if (single && !claimed.has(segment.from)) return { ...SILENT, ...segment };
  const explanations = single ? explain(c, r, segment) : explainRun(c, r, segment);
  if (explanations.length > 0) return judgeExplained(c, r, segment, explanations, used);
  if (!single) return undefined;
  const reasons: readonly Code[] = ["gate.residual", ...nearMisses(c, r, segment)];
  return { ...SILENT, ...segment, explained: false, satisfied: false, reasons, residual: paths };
}

const SILENT = { explained: true, satisfied: true, reasons: [], residual: [], uses: [] } as const;

function judgeExplained(
  c: Case,
  r: WorldRequirement,
  segment: Segment,
  explanations: readonly Explanation[],
  used: Used,
): SegmentJudgement {
  const considered = approvals(c, r).flatMap((approval) => {
    const explanation = explanations.find(({ change }) => change.leaf === approval.about.leaf);
    return explanation === undefined ? [] : [consider(c, r, segment, explanation, approval, used)];
  });
  const against = spokenAgainst(c, segment, explanations);
  const spoken = against.length > 0 || considered.some(({ overtaken }) => overtaken);
  const once = oldestOfEach(considered.filter(wasGood).map(({ approval }) => approval));
  if (spoken && once.length >= r.count && isTakenOut(c, segment)) return { ...SILENT, ...segment, uses: once };
  const counting = considered.filter(isCounting).map(({ approval }) => approval);
  const enough = new Set(counting.map(({ person }) => person)).size >= r.count;
  const reasons = [...against, ...(enough ? [] : shortfall(considered))];
  return {
    ...SILENT,
    ...segment,
    satisfied: reasons.length === 0,
    reasons,
    uses: oldestOfEach(counting),
  };
}

/** An approval that is good, or was until its own organisation spoke against the content. */
function wasGood({ faults }: Considered): boolean {
  return faults.every((fault) => fault === "decision.revoked");
}

/** Whether some later commit of the line has, on every path of the segment, nothing in scope but what was there before it. */
function isTakenOut(c: Case, segment: Segment): boolean {
  const { before } = ends(c, segment);
  const paths = netOf(c, segment).map(({ path }) => path);
  return c.line.slice(segment.to + 1).some(({ files }) => {
    const left = differences(c.world, before.files, files).map(({ path }) => path);
    return !paths.some((path) => left.includes(path));
  });
}

/** What is wrong with an explained segment that too few people approved; of somebody who counts, other attempts are no fault. */
function shortfall(considered: readonly Considered[]): readonly Code[] {
  const counting = considered.filter(isCounting).map(({ approval }) => approval.person);
  const faults = considered.filter(({ approval }) => !counting.includes(approval.person)).flatMap((one) => one.faults);
  const twice = new Set(counting).size < counting.length;
  if (faults.length === 0 && !twice) return ["decision.missing"];
  const some: readonly Code[] =
    counting.length > 0 || faults.includes("decision.environment") ? ["gate.requirement-unsatisfied"] : [];
  return [...faults, ...some, ...(twice ? (["decision.same-person"] as const) : [])];
}

function isCounting({ faults, overtaken }: Considered): boolean {
  return faults.length === 0 && !overtaken;
}

/** Approvals that would have explained the segment, had they not been given for something else. */
function nearMisses(c: Case, r: WorldRequirement, segment: Segment): readonly Code[] {
  const { after } = ends(c, segment);
  const digest = digestOf(netOf(c, segment));
  return approvals(c, r).flatMap(({ about }): readonly Code[] => {
    if (about.digest === digest)
      return [about.repository === c.world.repository ? "decision.ref" : "decision.repository"];
    return isForHere(c, about) && (about.head === after.name || isSameTree(about.result, after.files))
      ? ["decision.base"]
      : [];
  });
}

function isSameTree(one: Files, other: Files): boolean {
  return [...Object.keys(one), ...Object.keys(other)].every((path) => one[path] === other[path]);
}
