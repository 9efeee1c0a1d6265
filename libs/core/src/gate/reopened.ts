import { standing } from "../decision/standing.ts";
import type { Approval, Objection } from "../decision/standing.ts";
import type { Requirement } from "../policy/policy.ts";
import type { Cover } from "../state/fact.ts";
import type { CapturedChanges } from "./captured.ts";
import type { GateFacts } from "./facts.ts";
import type { ContestedCover } from "./saved-line.ts";
import { renewedPoint } from "./settled.ts";
import type { Refusal } from "./usage.ts";

/** A segment that this gate once found covered and that is no more (attack H2). */
export type Reopened = {
  readonly cover: Cover;
  /** A captured change that explains it, or did until its record was voided. */
  readonly change: string;
  readonly explained: boolean;
  readonly objections: readonly Objection[];
  readonly refusals: readonly Refusal[];
};

/**
 * What of the settled part of the line stands no more for a requirement: somebody spoke against its content, revoked an
 * approval, or a policy took a key or record away since; and the candidate still has the content. An approval that has
 * merely run out since settled it all the same, and so did a baseline that was logged after all of that (`renewedPoint`).
 */
export function reopenedCovers(
  facts: GateFacts,
  captured: CapturedChanges,
  requirement: Requirement,
): readonly Reopened[] {
  const { saved } = facts;
  const hash = saved?.settled.get(requirement.id)?.hash;
  if (saved === undefined || hash === undefined) return [];
  const renewed = renewedPoint(facts, requirement)?.leaf ?? -1;
  return saved.contested
    .filter(({ cover }) => cover.requirement === hash && !saved.gone.has(cover))
    .filter((contested) => renewed <= lastAgainst(captured, contested))
    .flatMap((contested) => reopened(facts, captured, requirement, contested));
}

/** Leaf at which the content was last spoken against, or lost a key or a record. */
function lastAgainst(captured: CapturedChanges, { digest, lost = -1 }: ContestedCover): number {
  const against = captured.reviews(`cs-diff-v1:${digest}`).filter(({ record }) => record.decision !== "approve");
  return Math.max(lost, ...against.map(({ leaf }) => leaf));
}

function reopened(
  { log, request }: GateFacts,
  captured: CapturedChanges,
  requirement: Requirement,
  { digest, cover }: ContestedCover,
): readonly Reopened[] {
  const changeDigest = `cs-diff-v1:${digest}` as const;
  const { approvals, objections } = standing(
    {
      policy: log.policy.policy,
      environment: request.environment,
      time: log.time,
      contributors: captured.contributors(changeDigest).union(new Set(cover.people)),
    },
    captured.reviews(changeDigest),
  );
  const known = new Set((captured.byDigest.get(changeDigest) ?? []).map(({ record }) => record.change));
  const change = cover.changes.find((id) => known.has(id));
  const fitting = approvals.filter((one) => change !== undefined && fits(requirement, cover, one));
  const counting = fitting.filter(({ bars }) => bars.every((bar) => bar === "decision.expired"));
  const people = new Set(counting.map(({ review }) => review.record.reviewer.person));
  if (people.size >= requirement.count && objections.length === 0) return [];
  const refusals = fitting.flatMap(({ review, bars }) =>
    bars.flatMap((code): readonly Refusal[] =>
      code === "decision.rejected" || code === "decision.held" || code === "decision.expired" ? [] : [{ code, review }],
    ),
  );
  return [{ cover, change: change ?? cover.changes[0] ?? "", explained: change !== undefined, objections, refusals }];
}

/** An approval may stand for a cover if it could have carried it: of the role, and for a change that explains it. */
export function fits(requirement: Requirement, cover: Cover, { review }: Approval): boolean {
  if (review.record.role !== requirement.role) return false;
  return cover.class === "same-change" || cover.changes.includes(review.record.change);
}
