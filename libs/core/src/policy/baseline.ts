import { object, read, string } from "@countersign/attest";
import type { JsonObject, JsonValue } from "@countersign/attest";
import { checkFormat, distinct, field, formatOf, oid, policy, ref, repository, token } from "../change/record.ts";
import type { PolicyName, RepositoryName } from "../change/record.ts";
import type { Oid } from "../objects/oid.ts";

/** The predicate of a `baseline` record ("Records"): from this commit on, every edge needs an approval for these requirements. */
export type Baseline = {
  readonly repository: RepositoryName;
  readonly ref: string;
  readonly commit: Oid;
  readonly tree: Oid;
  readonly policy: PolicyName;
  /** Ids of the requirements that it settles. */
  readonly requirements: readonly string[];
  readonly message: string;
};

/** The predicate of a `baseline` record as JSON. */
export function formatBaseline(baseline: Baseline): JsonObject {
  return { ...baseline };
}

/** Reads what `formatBaseline` prints; `statement.unknown-field`, `statement.missing-field`, `statement.<field>`. */
export function parseBaseline(value: JsonValue): Baseline {
  const baseline = read(baselineReader, value, "statement");
  checkFormat("tree", formatOf(baseline.commit), baseline.tree);
  return baseline;
}

const baselineReader = object({
  repository,
  ref,
  commit: field("commit", oid),
  tree: field("tree", oid),
  policy,
  requirements: field("requirements", distinct(token)),
  message: field("message", string),
});
