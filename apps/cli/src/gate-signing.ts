import { IN_TOTO_PAYLOAD_TYPE, formatBase64, formatEnvelope, signEnvelope } from "@countersign/attest";
import type { Envelope, JsonObject } from "@countersign/attest";
import { loadMachineKey } from "@countersign/adapters/keys";
import type { MachineKey } from "@countersign/adapters/keys";
import { randomness, systemClock } from "@countersign/adapters/time";
import { CountersignError, composeVerdict, formatRecord, gateFor } from "@countersign/core";
import type { Policy, RecordOf, SigningLog, Verdict } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import type { Invocation, Option } from "./command.ts";
import { verdictId, writeVerdictFile } from "./verdict-file.ts";

/** Options of a gate that signs what it answers. */
export const VERDICT_OPTIONS: Readonly<Record<string, Option>> = {
  key: { value: "FILE", help: "sign the answer with this gate key, which the policy lists for the environment" },
  verdict: { value: "FILE", help: "where the signed answer goes; an earlier verdict is replaced; needs --key" },
  request: { value: "ID", help: "the id of the request that is answered (default: a fresh one)" },
  artifact: {
    value: "sha256:HEX",
    help: "the digest of the artifact that is to be deployed; the verdict is bound to it",
  },
};

/** What signs a verdict, and where it goes. */
export type VerdictSigning = {
  readonly key: MachineKey;
  readonly file: string;
  readonly requestId: string;
  readonly artifact: string | undefined;
};

/**
 * How a call wants its answer signed; undefined when it does not. Codes: `usage.missing` for a key without a file and a
 * file without a key, `usage.request`, `artifact.not-digest`, those of keys, and those of `gateFor`.
 */
export async function verdictSigning(
  { value, required }: Invocation,
  policy: Policy,
  environment: string,
): Promise<VerdictSigning | undefined> {
  const artifact = artifactOf(value("artifact"));
  if (value("key") === undefined && value("verdict") === undefined) return undefined;
  const [keyFile, file] = [required("key"), required("verdict")];
  const key = await loadMachineKey(keyFile);
  gateFor(policy, key.publicKey, environment);
  return { key, file, requestId: requestOf(value("request")) ?? randomness.uuid(), artifact };
}

/** Signs an answer, writes it, and says what `gate --json` adds for it (`verdict`: the envelope in base64). */
export async function signVerdict(log: SigningLog, verdict: Verdict, signing: VerdictSigning): Promise<JsonObject> {
  const { key, file, requestId, artifact } = signing;
  const record = composeVerdict(log, verdict, { requestId, artifact, now: systemClock().now() });
  const envelope = signedByGate(log.policy.policy, key, "verdict", record);
  return {
    requestId,
    artifact: artifact ?? null,
    validUntil: record.validUntil,
    verdict: formatBase64(formatEnvelope(envelope)),
    verdictFile: await writeVerdictFile(file, envelope),
    statement: { sha256: verdictId(envelope) },
  };
}

/** What an unsigned answer repeats of the question. */
export function askedOf({ value }: Pick<Invocation, "value">): JsonObject {
  const [artifact, requestId] = [artifactOf(value("artifact")), requestOf(value("request"))];
  return { ...(artifact === undefined ? {} : { artifact }), ...(requestId === undefined ? {} : { requestId }) };
}

/** A record signed by a gate of its environment; the codes of `gateFor`. */
export function signedByGate<K extends "verdict" | "deployment">(
  policy: Policy,
  key: MachineKey,
  kind: K,
  record: RecordOf[K],
): Envelope {
  const { id } = gateFor(policy, key.publicKey, record.environment);
  const payload = formatRecord(nodeCrypto, kind, record);
  return signEnvelope(nodeCrypto, { seed: key.seed, keyid: id, payloadType: IN_TOTO_PAYLOAD_TYPE, payload });
}

/** The digest of an artifact as a call names it: `artifact.not-digest` for a tag or anything else. */
export function artifactOf(text: string | undefined): string | undefined {
  if (text === undefined || /^sha256:[0-9a-f]{64}$/.test(text)) return text;
  throw new CountersignError(
    "artifact.not-digest",
    `${JSON.stringify(text.slice(0, 80))} is not sha256: and 64 lowercase digits; a name can move, so none is taken`,
  );
}

/** The id of a request as a call names it: printable ASCII without blanks, else `usage.request`. */
export function requestOf(text: string | undefined): string | undefined {
  if (text === undefined || /^[!-~]{1,1024}$/.test(text)) return text;
  throw new CountersignError("usage.request", "the id of a request is printable ASCII without blanks");
}
