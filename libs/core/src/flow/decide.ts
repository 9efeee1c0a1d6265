import { CountersignError } from "../error.ts";
import type { ChangeRecord } from "../change/record.ts";
import type { Decision, Review, RevokeReason } from "../decision/review.ts";
import type { LogContents, Logged, LoggedReview } from "../log/contents.ts";
import type { Person, Policy, Role } from "../policy/policy.ts";
import { keyHolder, rolesOf } from "../policy/roster.ts";

/** What a person wants to say about a change; the role is asked for only where more than one would do. */
export type DecisionRequest = {
  readonly change: string;
  readonly decision: Decision;
  readonly role?: string;
  readonly environments?: readonly string[];
  /** RFC 3339 UTC. */
  readonly notAfter?: string;
  readonly reason?: RevokeReason;
  readonly message: string;
};

/** What no content tells: a fresh uuid, and the signer's own clock as a comment. */
export type DecisionStamp = { readonly id: string; readonly claimedTime: string };

/** The newest record of a change by its id, or by 16 characters or more of it: `usage.change` for none or for several. */
export function findChange(log: LogContents, name: string): Logged<ChangeRecord> {
  const found = /^[0-9a-f]{16,64}$/.test(name)
    ? log.changes.filter(({ record }) => record.change.startsWith(name))
    : [];
  const [first, ...rest] = found.toReversed();
  if (first === undefined)
    throw new CountersignError(
      "usage.change",
      `no change ${JSON.stringify(name)} was captured; ids are 64 hex digits, 16 or more will do`,
    );
  if (rest.some(({ record }) => record.change !== first.record.change))
    throw new CountersignError("usage.change", `${name} begins the ids of several changes; give more digits`);
  return first;
}

/** The person whose public key this is (wire form); `attest.key-unknown`, `statement.retired`. */
export function signerOf(policy: Policy, key: Uint8Array): Person {
  const holder = keyHolder(policy, key);
  if (holder === undefined)
    throw new CountersignError("attest.key-unknown", `the key belongs to nobody in policy version ${policy.version}`);
  if (holder.person.retired)
    throw new CountersignError("statement.retired", `${holder.person.id} is retired and signs nothing new`);
  return holder.person;
}

/** The role somebody decides in: the one asked for if it is theirs, else their only one. `statement.role`, `usage.role`. */
export function roleFor(policy: Policy, person: Person, asked: string | undefined): Role {
  const roles = rolesOf(policy, person.id);
  const role = asked === undefined ? roles[0] : roles.find(({ id }) => id === asked);
  if (role === undefined)
    throw new CountersignError(
      "statement.role",
      `${person.id} has ${asked === undefined ? "no role" : `not the role '${asked}'`} in policy version ${policy.version}`,
    );
  if (asked === undefined && roles.length > 1)
    throw new CountersignError(
      "usage.role",
      `${person.id} has several roles: ${roles.map(({ id }) => id).join(", ")}; say --role`,
    );
  return role;
}

/** The statement that a person signs: everything that the captured change binds, and what they say about it. */
export function composeReview(
  record: ChangeRecord,
  person: Person,
  role: Role,
  request: DecisionRequest,
  stamp: DecisionStamp,
): Review {
  const { change, repository, ref, base, head, result, changeDigest, policy, packet } = record;
  return {
    change,
    repository,
    ref,
    base,
    head,
    result,
    changeDigest,
    policy,
    packet,
    decision: request.decision,
    ...(request.reason === undefined ? {} : { reason: request.reason }),
    role: role.id,
    reviewer: { person: person.id, organisation: person.organisation },
    ...conditions(request),
    ...stamp,
    message: request.message,
  };
}

function conditions({ environments, notAfter }: DecisionRequest): Pick<Review, "conditions"> {
  if (environments === undefined && notAfter === undefined) return {};
  return {
    conditions: {
      ...(environments === undefined ? {} : { environments }),
      ...(notAfter === undefined ? {} : { notAfter }),
    },
  };
}

/**
 * The same thing said already: the person's last word on this change in this role, if it is this decision under the
 * same conditions. Whoever asks twice, because the first answer got lost, does not decide twice.
 */
export function alreadySaid(log: LogContents, review: Review): LoggedReview | undefined {
  const last = log.reviews.findLast(
    ({ record }) =>
      record.change === review.change &&
      record.reviewer.person === review.reviewer.person &&
      record.role === review.role,
  );
  const said = (one: Review) => JSON.stringify([one.decision, one.reason, one.conditions, one.packet.sha256]);
  return last !== undefined && said(last.record) === said(review) ? last : undefined;
}

/** A change that a later revision of the same proposal has replaced is not approved any more (attack A3): `decision.superseded`. */
export function checkNotSuperseded(log: LogContents, { record }: Logged<ChangeRecord>, decision: Decision): void {
  if (decision !== "approve" || record.proposal === undefined) return;
  const newest = log.changes.findLast(
    (one) =>
      one.record.proposal === record.proposal &&
      one.record.repository.id === record.repository.id &&
      one.record.ref === record.ref,
  );
  if (newest === undefined || newest.record.change === record.change) return;
  throw new CountersignError(
    "decision.superseded",
    `proposal ${record.proposal} has moved on to change ${newest.record.change}`,
  );
}
