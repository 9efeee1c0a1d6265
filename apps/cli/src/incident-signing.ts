import { resolve } from "node:path";
import { IN_TOTO_PAYLOAD_TYPE, formatEnvelope } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import { writeIfAbsent } from "@countersign/adapters/files";
import { formatRecord, recordId, signerOf } from "@countersign/core";
import type { Incident, LogContents, NewRecord, Person } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import type { SshSigner } from "@countersign/adapters/keys";
import { logRecords, workInHome } from "@countersign/home";
import type { OpenedHome } from "@countersign/home";
import type { Invocation, Option, Outcome } from "./command.ts";
import { BUNDLE_OPTIONS } from "./decision-log.ts";
import { spellAbout } from "./incident-about.ts";
import { nextCommand, shellWord } from "./next-command.ts";
import { refuseRevokedKey } from "./revoked-keys.ts";
import { SIGNING_OPTIONS, openSigner, signPayload, signerBlob } from "./signing.ts";
import { harmless } from "./terminal.ts";
import { waitingText } from "./waiting-text.ts";

/** Options of every command that says something about an incident. */
export const INCIDENT_OPTIONS: Readonly<Record<string, Option>> = {
  ...SIGNING_OPTIONS,
  message: { short: "m", value: "TEXT", help: "what happened, or what was found; it is part of what is signed" },
  out: { value: "FILE", help: "only sign: write the envelope to this new file, for `submit` on the log's machine" },
  ...BUNDLE_OPTIONS,
};

/** The person whose key signs; `attest.key-unknown`, `attest.key-revoked`, `statement.retired`. */
export async function incidentSignerOf(
  invocation: Invocation,
  { policy }: LogContents,
): Promise<{ readonly signer: SshSigner; readonly person: Person }> {
  const signer = await openSigner(invocation, policy.policy);
  const person = signerOf(policy.policy, signerBlob(signer));
  refuseRevokedKey(policy.policy, signer);
  return { signer, person };
}

/** Signs an incident as a person and logs it, or writes it to `--out`. */
export async function signIncident(invocation: Invocation, incident: Incident, signer: SshSigner): Promise<Outcome> {
  const payload = formatRecord(nodeCrypto, "incident", incident);
  const signatures = [await signPayload(signer, "countersign-review@v1", payload)];
  const envelope: Envelope = { payloadType: IN_TOTO_PAYLOAD_TYPE, payload, signatures };
  const out = invocation.value("out");
  if (out === undefined) {
    await using opened = await workInHome(invocation.home);
    return await logIncident(opened, incident, { kind: "incident", envelope });
  }
  const file = resolve(out);
  await writeIfAbsent(file, formatEnvelope(envelope));
  return {
    json: { ...incidentJson(incident), file, statement: { sha256: recordId(nodeCrypto, payload) } },
    text: `${sentence(incident)}: signed, in ${harmless(file)}; it counts once it is in the log\nnext: ${nextCommand(invocation, `submit ${shellWord(out)}`)}`,
  };
}

/** Logs a signed incident. */
export async function logIncident(opened: OpenedHome, incident: Incident, signed: NewRecord): Promise<Outcome> {
  const placed = await logRecords(opened, [signed]);
  const { index, outcome, record } = placed.first;
  return {
    json: { ...incidentJson(incident), leaf: { index }, outcome, statement: { sha256: record } },
    text: `${sentence(incident)}: leaf ${index}${waitingText(placed)}`,
  };
}

function incidentJson({ id, about, code, status }: Incident) {
  return { incident: id, about: { ...about }, code, status };
}

function sentence({ id, about, code, status }: Incident): string {
  return `incident ${id} about ${spellAbout(about)} (${code}) ${status}`;
}
