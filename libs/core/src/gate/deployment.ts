import { hexDigest, matching, object, oneOf, read } from "@countersign/attest";
import type { JsonObject, JsonValue } from "@countersign/attest";
import { field, oid, ref, repository, token } from "../change/record.ts";
import type { RepositoryName } from "../change/record.ts";
import type { Oid } from "../objects/oid.ts";

/** The predicate of a `deployment` record ("Records"): what a gate's pipeline did with a verdict. */
export type Deployment = {
  readonly repository: RepositoryName;
  readonly ref: string;
  readonly commit: Oid;
  readonly environment: string;
  /** Digest of the artifact, `sha256:<hex>`. */
  readonly artifact?: string;
  /** SHA-256 of the verdict's payload. */
  readonly verdict: string;
  readonly state: "started" | "succeeded" | "failed" | "rolled-back";
};

/** The predicate of a `deployment` record as JSON. */
export function formatDeployment(deployment: Deployment): JsonObject {
  return { ...deployment };
}

/** Reads what `formatDeployment` prints; `statement.unknown-field`, `statement.missing-field`, `statement.<field>`. */
export function parseDeployment(value: JsonValue): Deployment {
  return read(deploymentReader, value, "statement");
}

/** The digest of an artifact that was built from a commit, such as a container image. */
export const artifact = field("artifact", matching(/^sha256:[0-9a-f]{64}$/, "sha256: and 64 lowercase digits"));

/** What a deployment is about; a verdict's request names the same members. */
export const target = { repository, ref, commit: field("commit", oid), environment: field("environment", token) };

const deploymentReader = object(
  {
    ...target,
    verdict: field("verdict", hexDigest),
    state: field("state", oneOf("started", "succeeded", "failed", "rolled-back")),
  },
  { artifact },
);
