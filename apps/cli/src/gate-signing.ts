import { IN_TOTO_PAYLOAD_TYPE, formatBase64, formatEnvelope, signEnvelope } from "@countersign/attest";
import type { Envelope, JsonObject } from "@countersign/attest";
import { loadMachineKey } from "@countersign/adapters/keys";
import type { MachineKey } from "@countersign/adapters/keys";
import { randomness, systemClock } from "@countersign/adapters/time";
import { composeVerdict, formatRecord, gateFor } from "@countersign/core";
import type { Policy, RecordOf, SigningLog, Verdict } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { verdictId } from "@countersign/home/verdict-id";
import type { Invocation } from "./command.ts";
import { writeVerdictFile } from "./verdict-file.ts";
import { artifactOf, requestOf } from "./verdict-options.ts";

/** What signs a verdict, and where it goes. */
export type VerdictSigning = {
  readonly key: MachineKey;
  readonly file: string;
  readonly requestId: string;
  readonly artifact: string | undefined;
};

/**
 * How a call wants its answer signed. Codes: `usage.missing` for a key without a file and a file without a key,
 * `usage.request`, `artifact.not-digest`, those of keys, and those of `gateFor`.
 */
export async function verdictSigning(
  { value, required }: Pick<Invocation, "value" | "required">,
  policy: Policy,
  environment: string,
): Promise<VerdictSigning> {
  const artifact = artifactOf(value("artifact"));
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
