import type { ChangeRecord } from "../change/record.ts";
import type { Review } from "../decision/review.ts";
import { CountersignError } from "../error.ts";
import type { Policy } from "../policy/policy.ts";
import type { LoggedPolicy, LoggedReview } from "./contents.ts";
import type { Signer } from "./signers.ts";

/** What of a captured change every decision on it repeats. */
export type BoundChange = Pick<
  ChangeRecord,
  "repository" | "ref" | "base" | "head" | "result" | "changeDigest" | "packet" | "policy"
>;

/** What stands in the log before a review: the chain of policies, captured changes by id, reviews by record id. */
export type BeforeReview = {
  readonly policies: readonly LoggedPolicy[];
  readonly change: (id: string) => BoundChange | undefined;
  readonly review: (id: string) => Pick<LoggedReview, "record"> | undefined;
  /** Whether a decision with this uuid stands there. */
  readonly statement: (uuid: string) => boolean;
};

/**
 * Checks a review against the people, the policy and the logged change it names; one code per rule, `statement.<field>`
 * for a field that the change record has otherwise (attacks B9, B13, B25).
 */
export function checkReview(before: BeforeReview, review: Review, signer: Signer): void {
  checkReviewer(before, review, signer);
  checkBinding(before, review);
  checkPolicyName(before, review);
  checkIdentity(before, review);
}

function checkReviewer({ policies }: BeforeReview, review: Review, { person }: Signer): void {
  const policy = policies.at(-1)?.policy;
  require(review.reviewer.person ===
    person.id, "person", `signed by ${person.id}, speaks for ${review.reviewer.person}`);
  require(review.reviewer.organisation ===
    person.organisation, "organisation", `${person.id} belongs to ${person.organisation}, not to ${review.reviewer.organisation}`);
  const role = policy?.roles.find(({ id }) => id === review.role);
  require(role?.people.includes(person.id) === true, "role", `${person.id} does not have the role '${review.role}'`);
}

/** Every bound field must be the logged change's: a signature is about exactly one captured change. */
function checkBinding(before: BeforeReview, review: Review): void {
  const change = before.change(review.change);
  if (change === undefined)
    throw new CountersignError("statement.change", `no change ${review.change} was logged before`);
  const same = (field: string, mine: string | number, its: string | number) =>
    require(mine === its, field, `the review says ${mine}, the captured change ${its}`);
  same("repository", review.repository.id, change.repository.id);
  same("repository", review.repository.uri, change.repository.uri);
  same("ref", review.ref, change.ref);
  same("base", review.base.gitCommit, change.base.gitCommit);
  same("base", review.base.gitTree, change.base.gitTree);
  same("head", review.head.gitCommit, change.head.gitCommit);
  same("result", review.result.gitTree, change.result.gitTree);
  same("changeDigest", review.changeDigest, change.changeDigest);
  same("packet", review.packet.sha256, change.packet.sha256);
  same("packet", review.packet.renderer, change.packet.renderer);
  same("policy", review.policy.version, change.policy.version);
  same("policy", review.policy.sha256, change.policy.sha256);
}

/** The named policy is one in force so far, and nothing that matters to this review changed since. */
function checkPolicyName({ policies }: BeforeReview, review: Review): void {
  const known = policies.some(
    ({ sha256, policy }) => sha256 === review.policy.sha256 && policy.version === review.policy.version,
  );
  require(known, "policy", `version ${review.policy.version} with this digest was never in force`);
  require(!isOutdated(
    policies,
    review,
  ), "policy-outdated", `scope or people changed after version ${review.policy.version}; capture and review the change again`);
}

/** What a statement about a change rests on, as far as the policy matters to it. */
export type PolicyBound = Pick<ChangeRecord, "policy"> & {
  readonly repository: { readonly id: string };
  readonly role: string;
};

/** Whether scope or the role's people changed after the policy version that a change was captured under: then nobody may decide about it any more. */
export function isOutdated(policies: readonly LoggedPolicy[], bound: PolicyBound): boolean {
  const named = policies.find(({ sha256 }) => sha256 === bound.policy.sha256);
  const present = policies.at(-1);
  if (named === undefined || present === undefined || named === present) return false;
  return concerning(named.policy, bound) !== concerning(present.policy, bound);
}

/** What of a policy a review rests on, as one comparable text. */
function concerning(policy: Policy, review: PolicyBound): string {
  const scope = policy.repositories.find(({ id }) => id === review.repository.id)?.scope;
  const patterns = (list: readonly { readonly text: string }[] | undefined) => list?.map(({ text }) => text);
  const role = policy.roles.find(({ id }) => id === review.role);
  return JSON.stringify([patterns(scope?.include), patterns(scope?.exclude), role?.organisation, role?.people]);
}

function checkIdentity(before: BeforeReview, review: Review): void {
  require(!before.statement(review.id), "duplicate-id", `another statement has the id ${review.id}`);
  if (review.supersedes === undefined) return;
  const earlier = before.review(review.supersedes)?.record;
  const own = earlier?.reviewer.organisation === review.reviewer.organisation && earlier.role === review.role;
  require(own, "supersedes", "only an earlier record of the same organisation and role can be superseded");
}

function require(holds: boolean, field: string, detail: string): void {
  if (!holds) throw new CountersignError(`statement.${field}`, detail);
}
