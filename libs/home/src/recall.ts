import type { Envelope } from "@countersign/attest";
import { gateKeysOf, parseRecord, readVerdict, receiptFaults, recordId, withdrawalsSince } from "@countersign/core";
import type { Deployment, Incident, LogContents, NamedVerdict, NewRecord } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { contentsOf } from "./home.ts";
import type { OpenedHome } from "./home.ts";
import { derivedIncident } from "./incident-making.ts";
import { signedByService } from "./service-signing.ts";
import { verdictId } from "./verdict-id.ts";

/** Something that both sides have to hear of when a receipt is logged. */
export type Alarm = { readonly incident: Incident; readonly organisations: readonly string[] };

/** A receipt as it goes into the log, with the alarms that it raises; they are logged in the same append. */
export type LoggedReceipt = { readonly records: readonly NewRecord[]; readonly alarms: readonly Alarm[] };

/**
 * A receipt and what its verdict says about it. The receipt is logged whatever is wrong: it says what happened. Incidents
 * are a receipt against its verdict (`gate.verdict-…`, attack A5), and what was withdrawn after the verdict (attack A8,
 * `deployment.recalled`). Without the verdict at hand neither can be told.
 */
export function receiptRecords(
  opened: OpenedHome,
  envelope: Envelope,
  verdict: NamedVerdict | undefined,
): LoggedReceipt {
  const receipt: NewRecord = { kind: "deployment", envelope };
  if (verdict === undefined) return { records: [receipt], alarms: [] };
  const contents = contentsOf(opened);
  const id = recordId(nodeCrypto, envelope.payload);
  const { record } = parseRecord(nodeCrypto, "deployment", envelope.payload);
  const leaf = opened.own?.soFar()?.records.get(id) ?? contents.size;
  const alarms = [...mismatch(contents, verdict, record, leaf, id), ...recalls(contents, verdict, record)];
  const known = new Set(contents.incidents.map(({ record: { id: one } }) => one));
  const opens = alarms.filter(({ incident }) => !known.has(incident.id));
  return { records: [receipt, ...opens.map(({ incident }) => signedByService(opened, "incident", incident))], alarms };
}

/** A verdict by a gate that the policy in force lists for its environment; the codes of `readVerdict`. */
export function namedVerdict({ policy }: LogContents, envelope: Envelope): NamedVerdict {
  const { environment } = parseRecord(nodeCrypto, "verdict", envelope.payload).record;
  const record = readVerdict(nodeCrypto, envelope, gateKeysOf(policy.policy, environment));
  return { id: verdictId(envelope), record };
}

function mismatch(
  contents: LogContents,
  verdict: NamedVerdict,
  record: Deployment,
  leaf: number,
  id: string,
): readonly Alarm[] {
  const [fault] = receiptFaults(verdict, record);
  if (fault === undefined) return [];
  const text = `The receipt for ${record.commit} in ${record.environment} (${record.state}) goes against its verdict: ${fault.detail}.`;
  return [
    { incident: derivedIncident({ about: { leaf }, code: fault.code, text }, id), organisations: everybody(contents) },
  ];
}

/** One for each withdrawal, however many receipts a deployment has; one that failed or was rolled back already needs none. */
function recalls(contents: LogContents, verdict: NamedVerdict, record: Deployment): readonly Alarm[] {
  if (record.state !== "started" && record.state !== "succeeded") return [];
  return withdrawalsSince(contents, verdict.record).map(({ leaf, record: { decision, reviewer, change } }) => {
    const text = `${reviewer.person} of ${reviewer.organisation} said ${decision} about change ${change.slice(0, 16)} (leaf ${leaf}) after the verdict by which ${record.commit} went to ${record.environment}.`;
    const incident = derivedIncident({ about: { leaf }, code: "deployment.recalled", text }, verdict.id);
    return { incident, organisations: [...new Set([...operators(contents), reviewer.organisation])] };
  });
}

function operators({ policy }: LogContents): readonly string[] {
  return policy.policy.organisations.filter(({ kind }) => kind === "operator").map(({ id }) => id);
}

function everybody({ policy }: LogContents): readonly string[] {
  return policy.policy.organisations.map(({ id }) => id);
}
