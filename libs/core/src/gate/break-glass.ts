import { nonEmptyString, object, read } from "@countersign/attest";
import type { JsonObject, JsonValue } from "@countersign/attest";
import { field, time, uuid } from "../change/record.ts";
import type { RepositoryName } from "../change/record.ts";
import type { Oid } from "../objects/oid.ts";
import { target } from "./deployment.ts";

/** The predicate of a `break-glass` record ("Records"): one commit, one environment, a reason, an end. */
export type BreakGlass = {
  readonly repository: RepositoryName;
  readonly ref: string;
  readonly commit: Oid;
  readonly environment: string;
  readonly reason: string;
  /** RFC 3339 UTC, judged by witness time. */
  readonly notAfter: string;
  readonly id: string;
};

/** The predicate of a `break-glass` record as JSON. */
export function formatBreakGlass(breakGlass: BreakGlass): JsonObject {
  return { ...breakGlass };
}

/** Reads what `formatBreakGlass` prints; `statement.unknown-field`, `statement.missing-field`, `statement.<field>`. */
export function parseBreakGlass(value: JsonValue): BreakGlass {
  return read(breakGlassReader, value, "statement");
}

const breakGlassReader = object({
  ...target,
  reason: field("reason", nonEmptyString),
  notAfter: field("notAfter", time),
  id: field("id", uuid),
});
