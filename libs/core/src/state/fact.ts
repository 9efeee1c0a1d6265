import { formatHex, hexDigest, integer, json, list, object, oneOf, read, string, tuple } from "@countersign/attest";
import type { JsonValue, Reader } from "@countersign/attest";
import type { ChangeDigest } from "../change/digest.ts";
import { oid, rememberedFields } from "../change/record.ts";
import type { Sha256 } from "../crypto.ts";
import type { Review } from "../decision/review.ts";
import { formatReview, parseReview } from "../decision/review.ts";
import type { RememberedChange } from "../gate/remembered.ts";
import type { Logged, LoggedReview } from "../log/contents.ts";
import type { Oid } from "../objects/oid.ts";
import type { CoverageClass } from "../policy/policy.ts";

/**
 * A segment that this gate found covered, with what covered it. It is kept so that its approvals are used up, and so that
 * whoever speaks against the content later still reaches it.
 */
export type Cover = {
  /** Number of the line (`GateState.lines`), and hash of the requirement that it is covered for. */
  readonly line: number;
  readonly requirement: string;
  readonly from: Oid;
  readonly to: Oid;
  /** Position on the line of its last commit. */
  readonly position: number;
  readonly class: CoverageClass;
  /** Ids of the captured changes that explain it. */
  readonly changes: readonly string[];
  /** Record ids of the approvals that carry it. */
  readonly approvals: readonly string[];
  /** People who have a part in the commits that landed. */
  readonly people: readonly string[];
};

/** Approvals that a run below a baseline used up; whatever is said of it later, nobody looks at it again. */
export type Spending = Pick<Cover, "line" | "requirement" | "position" | "approvals">;

/**
 * What the state knows under a key. Keys are hexadecimal: the id of a record or change, the digits of a change digest,
 * an object id, the SHA-256 of a path or uuid.
 */
export type Fact =
  /** Under a record id: its first leaf. */
  | { readonly kind: "record"; readonly leaf: number }
  /** Under the SHA-256 of a decision's uuid. */
  | { readonly kind: "statement" }
  /** Under a change id. */
  | { readonly kind: "change"; readonly logged: Logged<RememberedChange> }
  /** Under a record id. */
  | { readonly kind: "review"; readonly logged: LoggedReview }
  /** Under a change id: another change that names it as what its proposal was before. */
  | { readonly kind: "revision"; readonly change: string }
  /** Under a change digest: a change that has it; under a path: a change that touches it. */
  | { readonly kind: "of"; readonly change: string }
  /** Under a change digest, a result tree or a head: a decision about it. */
  | { readonly kind: "said"; readonly review: string }
  /** Under a change digest. */
  | { readonly kind: "cover"; readonly cover: Cover }
  /** Under a change digest: approvals that were used up on a line, up to a position, below what a baseline settled. */
  | ({ readonly kind: "spent" } & Spending);

/** A fact as JSON: an array that begins with its kind. */
export function formatFact(fact: Fact): JsonValue {
  switch (fact.kind) {
    case "record":
      return ["record", fact.leaf];
    case "statement":
      return ["statement"];
    case "change":
      return ["change", fact.logged.leaf, fact.logged.id, { ...fact.logged.record }];
    case "review":
      return ["review", fact.logged.leaf, fact.logged.id, fact.logged.fingerprint, formatReview(fact.logged.record)];
    case "revision":
    case "of":
      return [fact.kind, fact.change];
    case "said":
      return ["said", fact.review];
    case "cover":
      return ["cover", { ...fact.cover }];
    case "spent": {
      const { kind, ...spending } = fact;
      return [kind, spending];
    }
    default:
      return fact satisfies never;
  }
}

/** Reads what `formatFact` prints; `state.…` for anything else. */
export function parseFact(value: JsonValue): Fact {
  const [first = ""] = read(list(json, 1), value, "state");
  const kind = read(kindReader, first, "state");
  switch (kind) {
    case "record":
      return { kind: "record", leaf: read(recordFact, value, "state")[1] };
    case "statement":
      return { kind: "statement" };
    case "change": {
      const [, leaf, id, record] = read(changeFact, value, "state");
      return { kind: "change", logged: { leaf, id, record } };
    }
    case "review": {
      const [, leaf, id, fingerprint, record] = read(reviewFact, value, "state");
      return { kind: "review", logged: { leaf, id, fingerprint, record } };
    }
    case "revision":
      return { kind: "revision", change: read(naming, value, "state")[1] };
    case "of":
      return { kind: "of", change: read(naming, value, "state")[1] };
    case "said":
      return { kind: "said", review: read(naming, value, "state")[1] };
    case "cover":
      return { kind: "cover", cover: read(coverFact, value, "state")[1] };
    case "spent":
      return { kind: "spent", ...read(spentFact, value, "state")[1] };
    default:
      return kind satisfies never;
  }
}

/** The key of a change digest: its hexadecimal digits. */
export function digestKey(digest: ChangeDigest): string {
  return digest.slice("cs-diff-v1:".length);
}

/** The key of a decision's uuid: its SHA-256, because whoever signs chooses the uuid. */
export function statementKey(crypto: Sha256, uuid: string): string {
  return formatHex(crypto.sha256(new TextEncoder().encode(uuid)));
}

const kindReader = oneOf("record", "statement", "change", "review", "revision", "of", "said", "cover", "spent");
const recordFact = tuple(string, integer);
const naming = tuple(string, hexDigest);
const remembered: Reader<RememberedChange> = object(
  { ...rememberedFields.required, sum: integer },
  rememberedFields.optional,
);
const changeFact = tuple(string, integer, hexDigest, remembered);
const review: Reader<Review> = (value) => parseReview(value);
const reviewFact = tuple(string, integer, hexDigest, string, review);
const coverFact = tuple(
  string,
  object({
    line: integer,
    requirement: hexDigest,
    from: oid,
    to: oid,
    position: integer,
    class: oneOf("same-change", "exact-tree", "clean-merge"),
    changes: list(hexDigest),
    approvals: list(hexDigest),
    people: list(string),
  }),
);
const spentFact = tuple(
  string,
  object({ line: integer, requirement: hexDigest, position: integer, approvals: list(hexDigest) }),
);
