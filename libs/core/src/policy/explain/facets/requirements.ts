import type { CoverageClass, Policy, Requirement } from "../../policy.ts";
import { GUARD, STRICTER } from "../facet.ts";
import type { Facet, Named } from "../facet.ts";
import { spellCoverage, spellClaim, spellReviewers } from "../words.ts";

/** Who must agree to what, and the detectors that say what is what. */
export function* requirementFacets(policy: Policy): Iterable<Named> {
  for (const requirement of policy.requirements) {
    const { id, count, coverage, role } = requirement;
    const part = `requirement ${id}`;
    const whole = `${spellClaim(requirement)} must be approved by ${spellReviewers(policy, requirement)}, ${spellCoverage(requirement)}`;
    // A path that only a requirement claims which an environment does not ask for goes there unseen, and was denied before.
    yield [part, { says: "", presence: requiredEverywhere(policy, id) ? STRICTER : GUARD, whole }];
    yield [`paths that ${id} claims`, { ...pathFacet(requirement), part }];
    yield [`classes that ${id} claims`, { ...classFacet(requirement), part }];
    yield [`role that meets ${id}`, { says: role, part }];
    yield [`people who must agree for ${id}`, { says: `${count}`, measure: { kind: "amount", amount: count }, part }];
    const accepted = new Set(coverage.flatMap((each) => [...IMPLIED[each]]));
    yield [
      `coverage of ${id}`,
      { says: spellCoverage(requirement), measure: { kind: "accepts", items: accepted }, part },
    ];
  }
  const { detectors } = policy;
  if (detectors !== undefined) yield ["detectors", { says: `${detectors.version} (${detectors.sha256})` }];
}

/** What is on the same base is the same change; a clean merge is a way of its own. */
const IMPLIED: Readonly<Record<CoverageClass, readonly CoverageClass[]>> = {
  "same-change": ["same-change", "exact-tree"],
  "exact-tree": ["exact-tree"],
  "clean-merge": ["clean-merge"],
};

function requiredEverywhere({ environments }: Policy, id: string): boolean {
  return environments.every(({ requires }) => requires.length === 0 || requires.includes(id));
}

function pathFacet({ paths }: Requirement): Facet {
  const names = paths?.map(({ text }) => text) ?? ["**"];
  const items = names.includes("**") ? "everything" : new Set(names);
  return { says: items === "everything" ? items : names.join(", "), measure: { kind: "claims", items } };
}

/** `feature` stands for `feature.personal`, too. */
function classFacet({ classes }: Requirement): Facet {
  if (classes === undefined) return { says: "whatever changes", measure: { kind: "claims", items: "everything" } };
  const items = new Set(classes.includes("feature") ? [...classes, "feature.personal"] : classes);
  return { says: `only ${classes.join(", ")}`, measure: { kind: "claims", items } };
}
