import type { ChangeDigest } from "../change/digest.ts";
import { standing } from "../decision/standing.ts";
import type { Approval, ApprovalBar, Objection } from "../decision/standing.ts";
import type { LoggedReview } from "../log/contents.ts";
import type { CoverageClass, Requirement } from "../policy/policy.ts";
import type { CapturedChanges } from "./captured.ts";
import { isCarried } from "./carried.ts";
import type { Explained, Explanation } from "./explanations.ts";
import { questionKey } from "./facts.ts";
import type { GateFacts } from "./facts.ts";
import { netEntries } from "./net.ts";

/** Why an approval that was considered cannot carry a segment. */
export type Fault = Exclude<ApprovalBar, "decision.rejected" | "decision.held"> | "gate.class-not-accepted";

/** An approval of a change that explains a segment, for one requirement. */
export type Considered = {
  readonly review: LoggedReview;
  /** The first class of the requirement that it meets. */
  readonly class?: CoverageClass;
  readonly faults: readonly Fault[];
  /** Its own organisation rejected or held the content later: as if it had never been given. */
  readonly overtaken: boolean;
};

/** What was said for and against a segment, before anything is used up. */
export type Support = { readonly considered: readonly Considered[]; readonly objections: readonly Objection[] };

/** Gathers, for one requirement, everything that was said about the changes that explain a segment. */
export function supportFor(
  facts: GateFacts,
  captured: CapturedChanges,
  requirement: Requirement,
  segment: Explained,
): Support {
  const landedBy = peopleOf(facts, segment);
  const question = {
    policy: facts.log.policy.policy,
    environment: facts.request.environment,
    time: facts.log.time,
  };
  const digests = [...new Set(segment.explanations.map(({ change }) => change.record.changeDigest))];
  const standings = digests.map((digest) => {
    const contributors = captured.contributors(digest).union(landedBy);
    return { digest, ...standing({ ...question, contributors }, captured.reviews(digest)) };
  });
  return {
    considered: standings
      .flatMap(({ digest, approvals }) =>
        approvals
          .filter(({ review }) => review.record.role === requirement.role)
          .flatMap((approval) => consider(facts, requirement, segment, digest, approval) ?? []),
      )
      .toSorted((a, b) => a.review.leaf - b.review.leaf),
    objections: standings.flatMap(({ objections }) => objections),
  };
}

/** Undefined for an approval of equal content elsewhere that does not explain this segment: nothing is wrong with it, and it says nothing here. */
function consider(
  facts: GateFacts,
  requirement: Requirement,
  segment: Explained,
  digest: ChangeDigest,
  { review, bars }: Approval,
): Considered | undefined {
  const explanations = segment.explanations.filter(
    ({ change }) => change.record.changeDigest === digest && change.record.change === review.record.change,
  );
  if (explanations.length === 0) return undefined;
  const accepted = requirement.coverage.find((wanted) =>
    explanations.some((explanation) => meets(facts, segment, explanation, wanted)),
  );
  const faults = bars
    .filter((bar) => bar !== "decision.rejected" && bar !== "decision.held")
    .filter((bar) => bar !== "decision.expired" || !isCarried(facts, segment, review));
  const overtaken = bars.some((bar) => bar === "decision.rejected" || bar === "decision.held");
  if (accepted === undefined) return { review, faults: [...faults, "gate.class-not-accepted"], overtaken };
  return { review, class: accepted, faults, overtaken };
}

function meets(facts: GateFacts, segment: Explained, explanation: Explanation, wanted: CoverageClass): boolean {
  switch (wanted) {
    case "same-change":
      return explanation.how === "exact";
    case "exact-tree":
      return explanation.how === "exact" && sameBase(facts, segment, explanation);
    case "clean-merge":
      return explanation.how === "clean-merge";
    default:
      return wanted satisfies never;
  }
}

/** Whether the approved base and the segment's start have no in-scope difference. */
function sameBase(facts: GateFacts, segment: Explained, { change }: Explanation): boolean {
  return (
    sameBaseOnLine(facts, segment.start, change.record.base) ??
    facts.answers.sameBase.get(questionKey(segment.start, change.record.change)) ??
    false
  );
}

/**
 * The answer that the line itself gives, for a base on it: nothing in scope lies between. The record's tree must be the
 * commit's own, because whoever signed the record could have named another one.
 */
export function sameBaseOnLine(
  facts: Pick<GateFacts, "line">,
  start: number,
  base: { readonly gitCommit: string; readonly gitTree: string },
): boolean | undefined {
  const { edges, commits } = facts.line;
  const at = commits.findLastIndex((commit, index) => index <= start && commit === base.gitCommit);
  if (at === -1) return undefined;
  if (edges[at]?.from.tree !== base.gitTree) return false;
  return netEntries(edges.slice(at, start)).length === 0;
}

function peopleOf(facts: GateFacts, segment: Explained): ReadonlySet<string> {
  return new Set(facts.line.edges.slice(segment.start, segment.end).flatMap(({ people }) => people));
}
