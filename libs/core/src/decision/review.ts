import { hexDigest, object, oneOf, read, refuse, string } from "@countersign/attest";
import type { JsonObject, JsonValue, Reader } from "@countersign/attest";
import type { ChangeDigest } from "../change/digest.ts";
import {
  base,
  change,
  changeDigest,
  checkFormat,
  distinct,
  field,
  formatOf,
  head,
  packet,
  policy,
  ref,
  repository,
  result,
  time,
  token,
  uuid,
} from "../change/record.ts";
import type { PacketName, PolicyName, RepositoryName } from "../change/record.ts";
import { CountersignError } from "../error.ts";
import type { Oid } from "../objects/oid.ts";

export type Decision = "approve" | "reject" | "hold" | "revoke";
export type RevokeReason = "expired-review" | "harmful" | "mistake";

/** The predicate of a `review` record ("Records"): what one person decided about one change, and everything that binds it. */
export type Review = {
  readonly change: string;
  readonly repository: RepositoryName;
  readonly ref: string;
  readonly base: { readonly gitCommit: Oid; readonly gitTree: Oid };
  readonly head: { readonly gitCommit: Oid };
  readonly result: { readonly gitTree: Oid };
  readonly changeDigest: ChangeDigest;
  readonly policy: PolicyName;
  readonly packet: PacketName;
  readonly decision: Decision;
  /** Only with `revoke`. */
  readonly reason?: RevokeReason;
  /** Classes of findings that the person saw. */
  readonly classes?: readonly string[];
  readonly role: string;
  readonly reviewer: { readonly person: string; readonly organisation: string };
  /**
   * Absent: every environment, no end; never with `revoke`. At least one member and one environment. `notAfter` only
   * with `approve`, judged by witness time.
   */
  readonly conditions?: { readonly environments?: readonly string[]; readonly notAfter?: string };
  /** Id of an earlier record of the same organisation and role. */
  readonly supersedes?: string;
  readonly id: string;
  readonly message: string;
  /** A comment, never evidence. */
  readonly claimedTime: string;
};

/** The predicate of a `review` record as JSON. */
export function formatReview(review: Review): JsonObject {
  return { ...review };
}

/**
 * Reads what `formatReview` prints. Codes: `statement.unknown-field`, `statement.unknown-condition`,
 * `statement.missing-field`, and `statement.<field>` for a value that is not spelled as the field wants it or that does
 * not go with the decision. Whether `change` is the id of what the rest describes is `checkChangeId`'s.
 */
export function parseReview(value: JsonValue): Review {
  const review = read(reviewReader, value, "statement");
  const format = formatOf(review.base.gitCommit);
  checkFormat("base", format, review.base.gitTree);
  checkFormat("head", format, review.head.gitCommit);
  checkFormat("result", format, review.result.gitTree);
  checkDecision(review);
  return review;
}

function checkDecision({ decision, reason, conditions }: Review): void {
  if (reason !== undefined && decision !== "revoke") {
    throw new CountersignError("statement.reason", `${decision} gives no reason, only revoke does`);
  }
  if (conditions !== undefined && decision === "revoke") {
    throw new CountersignError(
      "statement.conditions",
      "revoke takes back everything that was said, without conditions",
    );
  }
  if (conditions?.notAfter !== undefined && decision !== "approve") {
    throw new CountersignError("statement.conditions", `${decision} has no end, only approve may have notAfter`);
  }
}

const known = object({}, { environments: distinct(token, 1), notAfter: time });

const conditions: Reader<NonNullable<Review["conditions"]>> = (value, place) => {
  const names = typeof value === "object" && value !== null ? Object.keys(value) : [];
  const stranger = names.find((name) => name !== "environments" && name !== "notAfter");
  if (stranger !== undefined) return refuse(place, "unknown-condition", "a condition that is not known");
  return names.length === 0 ? refuse(place, "field-value", "no condition in it") : known(value, place);
};

const reviewReader = object(
  {
    change,
    repository,
    ref,
    base,
    head,
    result,
    changeDigest,
    policy,
    packet,
    decision: field("decision", oneOf("approve", "reject", "hold", "revoke")),
    role: field("role", token),
    reviewer: field("reviewer", object({ person: token, organisation: token })),
    id: field("id", uuid),
    message: field("message", string),
    claimedTime: field("claimedTime", time),
  },
  {
    reason: field("reason", oneOf("expired-review", "harmful", "mistake")),
    classes: field("classes", distinct(token)),
    conditions: field("conditions", conditions),
    supersedes: field("supersedes", hexDigest),
  },
);
