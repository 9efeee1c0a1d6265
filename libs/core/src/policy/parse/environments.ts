import { list, object, refuse } from "@countersign/attest";
import type { Reader } from "@countersign/attest";
import type { Environment, Threshold } from "../policy.ts";
import { count, duration, id, names } from "./forms.ts";
import { threshold } from "./people.ts";

const rollback = object({ within: duration, depth: count, staleness: duration });

/** The people who together open the emergency exit; `policy.vacuous` when nobody is asked. */
const approvals: Reader<readonly Threshold[]> = (value, place) => {
  const found = list(threshold)(value, place);
  return found.length === 0 ? refuse(place, "vacuous", "nobody is asked") : found;
};

const breakGlass = object({ approvals, ttl: duration, reviewWithin: duration });

/** `{id, requires, freshness?, verdictTtl?, rollback?, breakGlass?}`. */
export const environment: Reader<Environment> = object(
  { id, requires: names(id) },
  { freshness: duration, verdictTtl: duration, rollback, breakGlass },
);
