import type { CountersignError } from "../../error.ts";
import type { Policy } from "../policy.ts";
import { asksForNothing, oneSidedBreakGlass, unboundedAge, unpinnedDetectors } from "./demands.ts";
import { duplicateIds, duplicateKeys, peopleTwice, sharedPlaces } from "./duplicates.ts";
import { logName, quorum } from "./log.ts";
import { unknownNames } from "./names.ts";
import { foreignPeople, governance, keyApplications, operatorReviews, unsatisfiable } from "./people.ts";
import type { Rule } from "./rule.ts";

/** In this order: names first, since every other rule looks things up by name. */
const RULES: readonly Rule[] = [
  duplicateIds,
  peopleTwice,
  unknownNames,
  duplicateKeys,
  sharedPlaces,
  keyApplications,
  operatorReviews,
  foreignPeople,
  unsatisfiable,
  governance,
  asksForNothing,
  unpinnedDetectors,
  unboundedAge,
  oneSidedBreakGlass,
  logName,
  quorum,
];

/** Everything that the parts of a policy say against each other; empty for a valid policy. */
export function contradictions(policy: Policy): readonly CountersignError[] {
  return RULES.flatMap((rule) => [...rule(policy)]);
}
