import type { LoggedReview } from "../log/contents.ts";
import type { Policy } from "../policy/policy.ts";

/** Why an approval does not count, whatever it is asked for. */
export type ApprovalBar =
  | "decision.rejected"
  | "decision.held"
  | "decision.revoked"
  | "decision.key-revoked"
  | "decision.not-independent"
  | "decision.environment"
  | "decision.expired";

/** One approval of a digest; it counts unless something bars it. `bar` is the first of `bars`, the gravest. */
export type Approval = {
  readonly review: LoggedReview;
  readonly bars: readonly ApprovalBar[];
  readonly bar?: ApprovalBar;
};

/** Somebody's organisation speaks against the content, and nobody of that organisation has lifted it. */
export type Objection = { readonly code: "decision.rejected" | "decision.held"; readonly review: LoggedReview };

/** What has been said about one digest on one ref, as it stands for one environment. */
export type Standing = { readonly approvals: readonly Approval[]; readonly objections: readonly Objection[] };

/** For what and by whose measure a standing is taken. */
export type StandingQuestion = {
  readonly policy: Policy;
  /** Undefined: for no environment in particular, so that no condition on environments bars an approval. */
  readonly environment: string | undefined;
  /** Witness time in seconds; without one no approval that ends counts. */
  readonly time: number | undefined;
  /** People who have a part in the content. */
  readonly contributors: ReadonlySet<string>;
};

/**
 * The standing of one digest (design, §4 "Speaking against"). `reviews`: every logged decision on this digest, for this
 * repository and the refs that count, in the order of the log. Rejections follow the content; only the organisation that
 * spoke lifts them, by an approval that itself is independent, by a good key, and for this environment.
 */
export function standing(question: StandingQuestion, reviews: readonly LoggedReview[]): Standing {
  const organisations = [...new Set(reviews.map((review) => review.record.reviewer.organisation))];
  const parts = organisations.map((organisation) =>
    standingOf(
      question,
      reviews.filter((review) => review.record.reviewer.organisation === organisation),
    ),
  );
  return {
    approvals: parts.flatMap((part) => part.approvals).toSorted((a, b) => a.review.leaf - b.review.leaf),
    objections: parts.flatMap((part) => part.objections),
  };
}

function standingOf(question: StandingQuestion, reviews: readonly LoggedReview[]): Standing {
  const last = reviews.findLast(
    (review) => review.record.decision !== "approve" && !keyRevoked(question, review) && concerns(question, review),
  );
  const approvals = reviews
    .filter((review) => review.record.decision === "approve")
    .map((review) => approvalOf(question, review, last));
  return { approvals, objections: objection(approvals, last) };
}

function approvalOf(question: StandingQuestion, review: LoggedReview, last: LoggedReview | undefined): Approval {
  const found: readonly (ApprovalBar | undefined)[] = [
    keyRevoked(question, review) ? "decision.key-revoked" : undefined,
    spokenAgainst(review, last),
    question.contributors.has(review.record.reviewer.person) ? "decision.not-independent" : undefined,
    expiry(question, review),
    concerns(question, review) ? undefined : "decision.environment",
  ];
  const bars = found.filter((bar) => bar !== undefined);
  const [bar] = bars;
  return bar === undefined ? { review, bars } : { review, bars, bar };
}

function spokenAgainst(review: LoggedReview, last: LoggedReview | undefined): ApprovalBar | undefined {
  if (last === undefined || review.leaf > last.leaf) return undefined;
  switch (last.record.decision) {
    case "reject":
      return "decision.rejected";
    case "hold":
      return "decision.held";
    case "revoke":
      return "decision.revoked";
    case "approve":
      return undefined;
    default:
      return last.record.decision satisfies never;
  }
}

function expiry(question: StandingQuestion, review: LoggedReview): ApprovalBar | undefined {
  const notAfter = review.record.conditions?.notAfter;
  if (notAfter === undefined) return undefined;
  const end = Date.parse(notAfter) / 1000;
  return question.time !== undefined && question.time <= end ? undefined : "decision.expired";
}

/**
 * What bars an approval from lifting an objection; one that has merely run out has lifted it all the same, because the
 * organisation changed its mind.
 */
const CANNOT_LIFT: ReadonlySet<ApprovalBar> = new Set([
  "decision.key-revoked",
  "decision.not-independent",
  "decision.environment",
]);

/** Whether an approval lifts what its organisation said against the content before it; to have run out is no bar to that. */
export function canLift({ bars }: Pick<Approval, "bars">): boolean {
  return !bars.some((bar) => CANNOT_LIFT.has(bar));
}

function objection(approvals: readonly Approval[], last: LoggedReview | undefined): readonly Objection[] {
  if (last === undefined || last.record.decision === "revoke") return [];
  const lifted = approvals.some((one) => one.review.leaf > last.leaf && canLift(one));
  if (lifted) return [];
  return [{ code: last.record.decision === "hold" ? "decision.held" : "decision.rejected", review: last }];
}

function concerns({ environment }: StandingQuestion, review: LoggedReview): boolean {
  const environments = review.record.conditions?.environments;
  return environment === undefined || environments === undefined || environments.includes(environment);
}

function keyRevoked({ policy }: StandingQuestion, review: LoggedReview): boolean {
  return policy.revokedKeys.some((key) => key.fingerprint === review.fingerprint && key.fromLeaf <= review.leaf);
}
