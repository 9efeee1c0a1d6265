import type { Policy } from "../policy.ts";
import type { Facet } from "./facet.ts";
import { environmentFacets } from "./facets/environments.ts";
import { historyFacets, logFacets } from "./facets/log.ts";
import { peopleFacets } from "./facets/people.ts";
import { repositoryFacets } from "./facets/repositories.ts";
import { requirementFacets } from "./facets/requirements.ts";

/** Everything that a policy says, by name. Two policies with equal facets differ in nothing that a gate looks at. */
export function facetsOf(policy: Policy): ReadonlyMap<string, Facet> {
  return new Map([
    ...environmentFacets(policy),
    ...requirementFacets(policy),
    ...repositoryFacets(policy),
    ...peopleFacets(policy),
    ...historyFacets(policy),
    ...logFacets(policy),
  ]);
}
