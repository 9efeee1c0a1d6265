import type { LogContents, LoggedBreakGlass, LoggedIncident } from "../log/contents.ts";
import { policyAt } from "../log/policy-at.ts";
import type { Policy } from "../policy/policy.ts";
import { organisationById, revokedFrom } from "../policy/roster.ts";

/** What of a log decides about break-glass. */
export type BreakGlassLog = Pick<LogContents, "policies" | "policy" | "breakGlass" | "incidents">;

/**
 * The incident that finished the review of a break-glass (design, §4 "Break-glass"): about its leaf, later than it, closed,
 * and signed by one of its `reviewersOf`. Undefined while the review is open.
 */
export function reviewOf(log: BreakGlassLog, breakGlass: LoggedBreakGlass): LoggedIncident | undefined {
  return log.incidents.find((incident) => finishes(log, breakGlass, incident));
}

/**
 * Ids of the people who may finish the review of a break-glass: the most independent reviewers that a policy has. Those of
 * reviewer organisations that did not sign it; where each of them signed, people who did not; where there are none, all.
 * The operator's people never do.
 */
export function reviewersOf(policy: Policy, { signers }: Pick<LoggedBreakGlass, "signers">): readonly string[] {
  const organisations = new Set(signers.map(({ organisation }) => organisation));
  const people = new Set(signers.map(({ person }) => person));
  const reviewers = policy.people.filter(
    ({ retired, keys, organisation }) =>
      !retired && keys.length > 0 && organisationById(policy, organisation)?.kind === "reviewer",
  );
  const ranks = [
    reviewers.filter(({ organisation }) => !organisations.has(organisation)),
    reviewers.filter(({ id }) => !people.has(id)),
    reviewers,
  ];
  return ranks.find((rank) => rank.length > 0)?.map(({ id }) => id) ?? [];
}

function finishes(log: BreakGlassLog, breakGlass: LoggedBreakGlass, { leaf, record, signer }: LoggedIncident): boolean {
  const isAbout = "leaf" in record.about && record.about.leaf === breakGlass.leaf;
  if (!isAbout || record.status !== "closed" || leaf <= breakGlass.leaf || "machine" in signer) return false;
  const stands = (revokedFrom(log.policy.policy, signer.fingerprint) ?? Infinity) > leaf;
  return stands && reviewersOf(policyAt(log, leaf), breakGlass).includes(signer.person);
}
