import type { LoggedReview } from "../log/contents.ts";
import type { CoverageClass, Requirement } from "../policy/policy.ts";
import type { Considered, Fault } from "./satisfaction.ts";

/** Approvals that already explain a segment, by record id; asked and filled oldest segment first. */
export type Used = Set<string>;

/** An approval that carries a segment, and the class under which it does. */
export type Carrier = { readonly review: LoggedReview; readonly class: CoverageClass };

/** Why an approval does not carry a segment that lacks one. */
export type Refusal = {
  readonly code: Fault | "gate.approval-used" | "decision.same-person";
  readonly review: LoggedReview;
};

/** The approvals that carry one segment, or those that were considered in vain. */
export type Carried = {
  readonly enough: boolean;
  readonly carriers: readonly Carrier[];
  readonly refusals: readonly Refusal[];
};

/**
 * Takes, for each person, the oldest approval that counts and that no older segment has used (design, §4: one approval
 * explains one segment of a ref). People count, not approvals; what else somebody said who counts is no fault.
 */
export function carry(requirement: Requirement, considered: readonly Considered[], used: Used): Carried {
  const counting = considered.flatMap((one) => {
    const counts = one.class !== undefined && one.faults.length === 0 && !one.overtaken && !used.has(one.review.id);
    return counts && one.class !== undefined ? [{ review: one.review, class: one.class }] : [];
  });
  const carriers = [...Map.groupBy(counting, ({ review }) => personOf(review)).values()].flatMap((own) =>
    own.slice(0, 1),
  );
  const refusals = [...faulty(considered, carriers, used), ...repeated(counting, carriers)];
  carriers.forEach(({ review }) => used.add(review.id));
  return { enough: carriers.length >= requirement.count, carriers, refusals };
}

function faulty(considered: readonly Considered[], carriers: readonly Carrier[], used: Used): readonly Refusal[] {
  const counted = new Set(carriers.map(({ review }) => personOf(review)));
  return considered
    .filter(({ review }) => !counted.has(personOf(review)))
    .flatMap(({ review, faults }) => [
      ...faults.map((code): Refusal => ({ code, review })),
      ...(used.has(review.id) ? [{ code: "gate.approval-used", review } as const] : []),
    ]);
}

function repeated(counting: readonly Carrier[], carriers: readonly Carrier[]): readonly Refusal[] {
  return counting
    .filter((one) => !carriers.includes(one))
    .map(({ review }) => ({ code: "decision.same-person", review }));
}

function personOf({ record }: LoggedReview): string {
  return record.reviewer.person;
}
