import { CountersignError, incidentStandings, mayClose } from "@countersign/core";
import type { IncidentStanding, LogContents } from "@countersign/core";
import type { Command } from "../command.ts";
import { readDecisionLog } from "../decision-log.ts";
import { spellAbout } from "../incident-about.ts";
import { INCIDENT_OPTIONS, incidentSignerOf, signIncident } from "../incident-signing.ts";

export const incidentCloseCommand: Command = {
  name: "incident close",
  summary: "close an incident, or finish the review of a break-glass",
  usage: "incident close ID|leaf:N|change:ID|commit:OID -m TEXT --key FILE|--agent [--out FILE]",
  details:
    "Persons close: of the organisation that opened the incident, or of a reviewer. The review of a break-glass is finished by a reviewer organisation that did not sign it, or, where every one did, by somebody who did not.",
  positionals: [1, 1],
  options: INCIDENT_OPTIONS,
  examples: [
    "incident close leaf:12 -m 'Looked at the diff: reverts the faulty model, nothing else' --key ~/.ssh/id_ed25519",
    "incident close 5c81d94d-30f1-4a2b-8c3d-000000000000 -m 'Rolled back at 14:02' --agent --json",
  ],
  async run(invocation) {
    const text = invocation.value("message") ?? "";
    if (text.trim() === "") throw new CountersignError("usage.missing", "whoever closes says what was found: -m TEXT");
    if (invocation.value("bundle") !== undefined) invocation.required("out");
    const log = await readDecisionLog(invocation);
    const { opened } = openIncident(log, invocation.positionals[0] ?? "");
    const { signer, person } = await incidentSignerOf(invocation, log);
    if (!mayClose(log, log.policy.policy, opened, { person: person.id, organisation: person.organisation }))
      throw new CountersignError(
        "statement.role",
        `${person.id} of ${person.organisation} cannot close ${opened.record.id}: it takes a reviewer who had no part in it`,
      );
    const { about, code, id } = opened.record;
    return signIncident(invocation, { about, code, text, status: "closed", id }, signer);
  },
};

/** The open incident that a name means: its id, 8 characters or more of it, or the only one about something. `usage.incident`. */
function openIncident(log: LogContents, name: string): IncidentStanding {
  const open = incidentStandings(log).filter(({ closed }) => closed === undefined);
  const found = open.filter(({ opened: { record } }) => {
    const about = spellAbout(record.about);
    return name.includes(":") ? about === name : name.length >= 8 && record.id.startsWith(name);
  });
  const [only, second] = found;
  if (only !== undefined && second === undefined) return only;
  throw new CountersignError(
    "usage.incident",
    `${JSON.stringify(name.slice(0, 80))} names ${only === undefined ? "no open incident" : "several open incidents"}`,
  );
}
