import type { ColumnType, Generated } from "kysely";

/** A time that is now unless it is given. */
type Since = ColumnType<Date, Date | undefined, Date>;
type Time = ColumnType<Date | null, Date | null | undefined, Date | null>;

/** A nonce that was given out to sign in with, once. */
export type LoginChallengeTable = { readonly nonce: string; readonly time: string; readonly until: Date };

/**
 * Somebody who signed in. The row proves it: `signature` is the person's over origin, `nonce` and `time`, and is verified against
 * the policy in force at each request. What the client has is kept as its SHA-256 alone.
 */
export type SessionTable = {
  readonly id: Generated<string>;
  readonly secret: Buffer;
  /** The secret before it was changed, which requests under way may still bring for a while. */
  readonly earlier: Buffer | null;
  readonly earlier_until: Time;
  readonly delivered: "cookie" | "token";
  /** For lists. Who it is, the signature says. */
  readonly person: string;
  readonly nonce: string;
  readonly time: string;
  readonly signature: Buffer;
  readonly made: Since;
  readonly used: Since;
  readonly changed: Since;
};

/** What a program brings to be let in; `made_by` must be the operator's whenever it is used. */
export type TokenTable = {
  readonly id: Generated<string>;
  readonly secret: Buffer;
  readonly label: string;
  readonly scopes: string[];
  readonly made_by: string;
  readonly made: Since;
  readonly until: Date;
  readonly revoked: Time;
  readonly used: Time;
};

/** A request that is answered once, however often it comes. */
export type IdempotencyTable = {
  readonly principal: string;
  readonly key: string;
  /** SHA-256 of method, path and body. */
  readonly request: Buffer;
  readonly made: Since;
  /** While it is at work, until when nobody else takes it up. */
  readonly working_until: Date;
  readonly status: number | null;
  readonly answer: string | null;
};

/** Who did or read what, and when. Rows are only added. */
export type AccessAuditTable = {
  readonly id: Generated<string>;
  readonly at: Since;
  readonly who: string;
  readonly what: string;
  readonly about: string;
};
