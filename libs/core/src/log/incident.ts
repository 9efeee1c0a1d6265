import { hexDigest, integer, jsonObject, nonEmptyString, object, oneOf, read } from "@countersign/attest";
import type { JsonObject, JsonValue, Reader } from "@countersign/attest";
import { field, oid, uuid } from "../change/record.ts";
import { code } from "../gate/verdict-record.ts";

/** The predicate of an `incident` record ("Records"): something went wrong, and to what it happened. */
export type Incident = {
  readonly about: { readonly leaf: number } | { readonly change: string } | { readonly commit: string };
  readonly code: string;
  readonly text: string;
  readonly status: "opened" | "closed";
  readonly id: string;
};

/** The predicate of an `incident` record as JSON. */
export function formatIncident(incident: Incident): JsonObject {
  return { ...incident };
}

/** Reads what `formatIncident` prints; `statement.unknown-field`, `statement.missing-field`, `statement.<field>`. */
export function parseIncident(value: JsonValue): Incident {
  return read(incidentReader, value, "statement");
}

const aboutLeaf = object({ leaf: integer });
const aboutChange = object({ change: hexDigest });
const aboutCommit = object({ commit: oid });

/** Exactly one of the three: with two members one of them is unknown, with none it is missing. */
const about: Reader<Incident["about"]> = (value, place) => {
  const members = jsonObject(value, place);
  if (Object.hasOwn(members, "leaf")) return aboutLeaf(value, place);
  return Object.hasOwn(members, "change") ? aboutChange(value, place) : aboutCommit(value, place);
};

const incidentReader = object({
  about: field("about", about),
  code: field("code", code),
  text: field("text", nonEmptyString),
  status: field("status", oneOf("opened", "closed")),
  id: field("id", uuid),
});
