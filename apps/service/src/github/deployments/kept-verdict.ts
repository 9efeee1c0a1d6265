import { IN_TOTO_PAYLOAD_TYPE, formatEnvelope, signEnvelope } from "@countersign/attest";
import { loadMachineKey } from "@countersign/adapters/keys";
import type { MachineKey } from "@countersign/adapters/keys";
import { CountersignError, composeVerdict, formatRecord, gateFor } from "@countersign/core";
import type { LogContents, Policy, Verdict } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { verdictId } from "@countersign/home/verdict-id";

/** A verdict as it is kept: an envelope where a gate signed it, else the statement alone. `id` is the SHA-256 of the statement. */
export type KeptVerdict = {
  readonly bytes: Uint8Array;
  readonly id: string;
  readonly signed: boolean;
  readonly validUntil: Date;
};

/** Writes an answer of the gate down, signed where the service has a gate whose key the policy lists for the environment; codes of keys. */
export async function keptVerdict(
  keyFile: string | undefined,
  log: LogContents,
  verdict: Verdict,
  { requestId, now }: { readonly requestId: string; readonly now: number },
): Promise<KeptVerdict> {
  const record = composeVerdict(log, verdict, { requestId, artifact: undefined, now });
  const payload = formatRecord(nodeCrypto, "verdict", record);
  const about = { id: verdictId({ payload }), validUntil: new Date(record.validUntil) };
  const key = keyFile === undefined ? undefined : await loadMachineKey(keyFile);
  const keyid = key && gateOf(log.policy.policy, key, verdict.environment);
  if (key === undefined || keyid === undefined) return { ...about, bytes: payload, signed: false };
  const envelope = signEnvelope(nodeCrypto, { seed: key.seed, keyid, payloadType: IN_TOTO_PAYLOAD_TYPE, payload });
  return { ...about, bytes: formatEnvelope(envelope), signed: true };
}

/** The gate with the key, where the policy lets it speak for the environment. */
function gateOf(policy: Policy, { publicKey }: MachineKey, environment: string): string | undefined {
  try {
    return gateFor(policy, publicKey, environment).id;
  } catch (error) {
    if (error instanceof CountersignError) return undefined;
    throw error;
  }
}
