import { CountersignError } from "@countersign/core";
import type { Incident, LogContents } from "@countersign/core";
import { randomness } from "@countersign/adapters/time";
import { contentsOf, signedByService, workInHome } from "@countersign/home";
import type { Command, Invocation } from "../command.ts";
import { readDecisionLog } from "../decision-log.ts";
import { aboutOf } from "../incident-about.ts";
import { INCIDENT_OPTIONS, incidentSignerOf, logIncident, signIncident } from "../incident-signing.ts";

export const incidentOpenCommand: Command = {
  name: "incident open",
  summary: "log that something went wrong, signed by who says so",
  usage:
    "incident open --about leaf:N|change:ID|commit:OID --code CODE -m TEXT (--key FILE|--agent [--out FILE] | --service)",
  details:
    "An incident changes no answer of a gate. It stands in the log, where audit lists it, until a person of the organisation that opened it or of a reviewer closes it; what a service opened only reviewers close.",
  options: {
    about: { value: "WHAT", help: "leaf:N, change:ID or commit:OID" },
    code: { value: "CODE", help: "what it is, in the form area.what, such as deployment.recalled" },
    ...INCIDENT_OPTIONS,
    service: { help: "sign with this home's service key instead of a person's" },
  },
  examples: [
    "incident open --about leaf:12 --code deployment.gone-around -m 'Canary 3 runs another image' --key ~/.ssh/id_ed25519",
    "incident open --about commit:$(git rev-parse HEAD) --code deployment.unknown -m 'Seen by the monitor' --service --json",
  ],
  async run(invocation) {
    if (!invocation.given("service")) {
      const log = await readDecisionLog(invocation);
      const { signer } = await incidentSignerOf(invocation, log);
      return signIncident(invocation, opened(invocation, log), signer);
    }
    const stray = ["key", "agent", "out", "bundle", "root"].find(invocation.given);
    if (stray !== undefined) throw new CountersignError("usage.option", `--service and --${stray} exclude each other`);
    await using home = await workInHome(invocation.home);
    const incident = opened(invocation, contentsOf(home));
    return await logIncident(home, incident, signedByService(home, "incident", incident));
  },
};

function opened({ required }: Invocation, log: LogContents): Incident {
  const code = required("code");
  if (!/^[a-z][a-z0-9-]*(?:\.[A-Za-z0-9-]+)+$/.test(code))
    throw new CountersignError("usage.code", `${JSON.stringify(code.slice(0, 80))} is not of the form area.what`);
  const text = required("message");
  if (text.trim() === "") throw new CountersignError("usage.missing", "an incident says what happened: -m TEXT");
  return { about: aboutOf(log, required("about")), code, text, status: "opened", id: randomness.uuid() };
}
