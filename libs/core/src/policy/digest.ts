import { jsonObject, read } from "@countersign/attest";
import type { JsonValue } from "@countersign/attest";
import type { Sha256 } from "../crypto.ts";
import { parsePolicy } from "./parse.ts";
import type { PolicyVersion } from "./policy.ts";
import { policySha256 } from "./record.ts";
import { trustOf } from "./trust.ts";

/**
 * The policy that a document spells, with what statements call it by: the SHA-256 of the document's canonical JSON, no
 * default filled in. Throws what `parsePolicy` and `trustOf` throw.
 */
export function policyVersion(crypto: Sha256, value: JsonValue): PolicyVersion {
  const policy = parsePolicy(value);
  trustOf(crypto, policy.log);
  const document = read(jsonObject, value, "policy");
  return { sha256: policySha256(crypto, { policy: document }), policy, document };
}
