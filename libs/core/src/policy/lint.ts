import type { PolicyFacts, PolicyFinding, Lint } from "./lint/finding.ts";
import * as log from "./lint/log.ts";
import * as people from "./lint/people.ts";
import * as requirements from "./lint/requirements.ts";
import * as scope from "./lint/scope.ts";
import type { Policy } from "./policy.ts";

/** In the order in which people should read them. */
const LINTS: readonly Lint[] = [
  log.trial,
  log.noQuorum,
  requirements.environmentsRequiringNothing,
  requirements.unaskedPaths,
  requirements.requirementsNotRequired,
  requirements.classOnlyRoles,
  people.singleReviewer,
  scope.excludedBuildFiles,
  scope.patternsMatchingNothing,
  scope.unclaimedPaths,
  scope.unresolvedContributors,
  people.organisationsClaimingEverybody,
  people.peopleWithoutAddress,
  people.rolesWithoutDeputy,
  people.governanceWithoutDeputy,
  people.unusedRoles,
  people.revocationsWithoutKey,
  requirements.longFreshness,
  requirements.longBreakGlass,
  requirements.noRollback,
  log.reviewersWithoutWitness,
  log.operatorWitnesses,
  log.noInclusionLimit,
  log.missingMachines,
];

/**
 * Warnings about a valid policy: what holds less than it seems to, what will stop work some day, and with the paths of
 * a repository also what matches nothing. Nothing here changes what a gate answers.
 */
export function lintPolicy(policy: Policy, facts: PolicyFacts = {}): readonly PolicyFinding[] {
  return LINTS.flatMap((lint) => [...lint(policy, facts)]);
}
