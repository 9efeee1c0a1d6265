import { formatCanonical, formatHex, hexDigest, jsonObject, object, read } from "@countersign/attest";
import type { JsonObject, JsonValue } from "@countersign/attest";
import { field } from "../change/record.ts";
import type { Sha256 } from "../crypto.ts";

/** The predicate of a `policy` record ("Records"): the document as it was signed, and the SHA-256 of the version before it. */
export type PolicyRecord = {
  /** What `parsePolicy` reads. */
  readonly policy: JsonObject;
  /** SHA-256 of version n−1; absent in version 1. */
  readonly previous?: string;
};

/** The predicate of a `policy` record as JSON. */
export function formatPolicyRecord(record: PolicyRecord): JsonObject {
  return { ...record };
}

/**
 * Reads what `formatPolicyRecord` prints; `statement.unknown-field`, `statement.missing-field`, `statement.<field>`.
 * The document inside stays unread.
 */
export function parsePolicyRecord(value: JsonValue): PolicyRecord {
  return read(policyReader, value, "statement");
}

/** What identifies a policy version: the SHA-256, lowercase hex, of its document's canonical JSON. */
export function policySha256(crypto: Sha256, { policy }: Pick<PolicyRecord, "policy">): string {
  return formatHex(crypto.sha256(policyBytes({ policy })));
}

/** The canonical JSON of a policy's document. */
export function policyBytes({ policy }: Pick<PolicyRecord, "policy">): Uint8Array {
  return formatCanonical(policy);
}

const policyReader = object({ policy: field("policy", jsonObject) }, { previous: field("previous", hexDigest) });
