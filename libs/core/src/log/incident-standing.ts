import type { Policy } from "../policy/policy.ts";
import { organisationById, revokedFrom } from "../policy/roster.ts";
import { reviewersOf } from "../gate/break-glass-review.ts";
import type { LogContents, LoggedIncident, SignedBy } from "./contents.ts";
import { policyAt } from "./policy-at.ts";

/** An incident with the record that closed it; the first record of its id opened it. */
export type IncidentStanding = { readonly opened: LoggedIncident; readonly closed?: LoggedIncident };

type IncidentLog = Pick<LogContents, "policies" | "policy" | "incidents" | "breakGlass">;

/**
 * Every incident of a log in the order of their opening. One is closed by a person of the organisation that opened it, or of
 * a reviewer organisation; a machine closes nothing, so that no operator's service can end what others look into.
 */
export function incidentStandings(log: IncidentLog): readonly IncidentStanding[] {
  const byId = Map.groupBy(log.incidents, ({ record }) => record.id);
  return [...byId.values()].flatMap((records) => {
    const opened = records.find(({ record }) => record.status === "opened");
    if (opened === undefined) return [];
    const closed = records.find((one) => closes(log, opened, one));
    return [closed === undefined ? { opened } : { opened, closed }];
  });
}

/** Whether a person may close an incident, by the rules of a policy; one about a break-glass is its review, closed by its reviewers. */
export function mayClose(
  { breakGlass }: Pick<LogContents, "breakGlass">,
  policy: Policy,
  { record, signer }: LoggedIncident,
  person: Pick<SignedBy, "person" | "organisation">,
): boolean {
  const { about } = record;
  const reviewed = "leaf" in about ? breakGlass.find(({ leaf }) => leaf === about.leaf) : undefined;
  if (reviewed !== undefined) return reviewersOf(policy, reviewed).includes(person.person);
  const own = "person" in signer && signer.organisation === person.organisation;
  return own || organisationById(policy, person.organisation)?.kind === "reviewer";
}

function closes(log: IncidentLog, opened: LoggedIncident, { leaf, record, signer }: LoggedIncident): boolean {
  if (record.status !== "closed" || leaf < opened.leaf || "machine" in signer) return false;
  const stands = (revokedFrom(log.policy.policy, signer.fingerprint) ?? Infinity) > leaf;
  return stands && mayClose(log, policyAt(log, leaf), opened, signer);
}
