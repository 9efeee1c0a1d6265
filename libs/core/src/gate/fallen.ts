import { canLift, standing } from "../decision/standing.ts";
import type { Approval } from "../decision/standing.ts";
import type { LoggedReview } from "../log/contents.ts";
import type { Requirement } from "../policy/policy.ts";
import { revokedFrom } from "../policy/roster.ts";
import type { Cover } from "../state/fact.ts";
import type { CapturedChanges } from "./captured.ts";
import type { GateRequest } from "./facts.ts";
import type { GateLog } from "./gate-log.ts";
import { fits } from "./reopened.ts";

/** A content of a line that something was taken away from, and all that this gate once found covered by it. */
export type DoubtedContent = {
  readonly digest: string;
  readonly covers: readonly Cover[];
  /** Leaf of the policy version that took a key or a record from it; absent where nobody did. */
  readonly lost?: number;
};

export type FallenQuestion = {
  readonly log: GateLog;
  readonly captured: CapturedChanges;
  readonly request: Pick<GateRequest, "environment">;
  /** The requirement in force that a cover was found for; undefined where it is another one by now. */
  readonly requirementOf: (cover: Cover) => Requirement | undefined;
  /** Leaf of the newest baseline that settles a cover's content anew, at or below the commit that is asked about. */
  readonly renewedBy: (cover: Cover) => number | undefined;
};

/** Whether a decision revokes content as harmful. */
export function isHarmful({ record }: LoggedReview): boolean {
  return record.decision === "revoke" && record.reason === "harmful";
}

/**
 * Whether a content that was allowed may still come back (design, §4 "Rollback"). `revoked`: an organisation revoked it as
 * harmful and has not approved it since. `undermined`: of the approvals that carried it too few are left, because a key or a
 * record was taken away and nobody approved again; those that merely ran out, or were revoked for another reason, count. A
 * baseline that was logged later settles both.
 */
export function fallen(question: FallenQuestion, content: DoubtedContent): "revoked" | "undermined" | undefined {
  const { digest, covers, lost } = content;
  if (isRevoked(question, digest, covers)) return "revoked";
  if (lost === undefined) return undefined;
  const stands = covers.length > 0 && covers.every((cover) => isCarried(question, digest, cover, lost));
  return stands ? undefined : "undermined";
}

function isRevoked(question: FallenQuestion, digest: string, covers: readonly Cover[]): boolean {
  const { log, captured, renewedBy } = question;
  const approvals = approvalsOf(
    question,
    digest,
    covers.flatMap(({ people }) => people),
  );
  return captured
    .reviews(`cs-diff-v1:${digest}`)
    .filter(
      (review) => isHarmful(review) && (revokedFrom(log.policy.policy, review.fingerprint) ?? Infinity) > review.leaf,
    )
    .some((against) => {
      const lifted = approvals.some(
        (one) =>
          one.review.leaf > against.leaf &&
          one.review.record.reviewer.organisation === against.record.reviewer.organisation &&
          canLift(one),
      );
      const renewed = covers.length > 0 && covers.every((cover) => (renewedBy(cover) ?? -1) > against.leaf);
      return !lifted && !renewed;
    });
}

function isCarried(question: FallenQuestion, digest: string, cover: Cover, lost: number): boolean {
  if ((question.renewedBy(cover) ?? -1) > lost) return true;
  const requirement = question.requirementOf(cover);
  const known = question.captured.byDigest.get(`cs-diff-v1:${digest}`) ?? [];
  if (requirement === undefined || !known.some(({ record }) => cover.changes.includes(record.change))) return false;
  const left = approvalsOf(question, digest, cover.people).filter(
    (one) => canLift(one) && fits(requirement, cover, one),
  );
  return new Set(left.map(({ review }) => review.record.reviewer.person)).size >= requirement.count;
}

function approvalsOf(
  { log, captured, request }: FallenQuestion,
  digest: string,
  people: readonly string[],
): readonly Approval[] {
  const changeDigest = `cs-diff-v1:${digest}` as const;
  const contributors = captured.contributors(changeDigest).union(new Set(people));
  const asked = { policy: log.policy.policy, environment: request.environment, time: log.time, contributors };
  return standing(asked, captured.reviews(changeDigest)).approvals;
}
