import { hexDigest, integer, list, matching, object, oneOf, read, string } from "@countersign/attest";
import type { JsonObject, JsonValue } from "@countersign/attest";
import { field, policy, time, token } from "../change/record.ts";
import type { PolicyName, RepositoryName } from "../change/record.ts";
import type { Oid } from "../objects/oid.ts";
import { artifact, target } from "./deployment.ts";

/** The predicate of a `verdict` record ("Records"): a gate's signed answer to one request. Not logged by itself. */
export type VerdictRecord = {
  readonly decision: "allow" | "pending" | "deny" | "error";
  readonly code: string;
  readonly repository: RepositoryName;
  readonly ref: string;
  readonly commit: Oid;
  readonly environment: string;
  readonly artifact?: string;
  readonly requestId: string;
  readonly policy: PolicyName;
  /** The log that the answer rests on; `root` is lowercase hex. */
  readonly log: { readonly size: number; readonly root: string };
  /** RFC 3339 UTC. */
  readonly validUntil: string;
  readonly reasons: readonly { readonly code: string; readonly message: string; readonly remedy: string }[];
};

/** The predicate of a `verdict` record as JSON. */
export function formatVerdict(verdict: VerdictRecord): JsonObject {
  return { ...verdict };
}

/** Reads what `formatVerdict` prints; `statement.unknown-field`, `statement.missing-field`, `statement.<field>`. */
export function parseVerdict(value: JsonValue): VerdictRecord {
  return read(verdictReader, value, "statement");
}

/** An error or answer code, such as `gate.residual`. */
export const code = matching(/^[a-z][a-z0-9-]*(?:\.[A-Za-z0-9-]+)+$/, "a code such as gate.residual");

const verdictReader = object(
  {
    ...target,
    decision: field("decision", oneOf("allow", "pending", "deny", "error")),
    code: field("code", code),
    requestId: field("requestId", token),
    policy,
    log: field("log", object({ size: integer, root: hexDigest })),
    validUntil: field("validUntil", time),
    reasons: field("reasons", list(object({ code, message: string, remedy: string }))),
  },
  { artifact },
);
