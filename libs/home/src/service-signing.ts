import { IN_TOTO_PAYLOAD_TYPE, signEnvelope } from "@countersign/attest";
import { CountersignError, formatRecord, machineByKey } from "@countersign/core";
import type { NewRecord, RecordOf } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { contentsOf } from "./home.ts";
import type { OpenedHome } from "./home.ts";

/** A record signed with the service key of this home; `attest.key-unknown` unless the policy in force lists that key for a service. */
export function signedByService<K extends "change" | "incident">(
  opened: OpenedHome,
  kind: K,
  record: RecordOf[K],
): NewRecord {
  const { serviceKey } = opened;
  const { policy } = contentsOf(opened).policy;
  const machine = machineByKey(policy, serviceKey.publicKey);
  if (machine?.kind !== "service")
    throw new CountersignError(
      "attest.key-unknown",
      `policy version ${policy.version} lists no service with the key of this home, ${serviceKey.text}`,
    );
  const payload = formatRecord(nodeCrypto, kind, record);
  const { seed } = serviceKey;
  return {
    kind,
    envelope: signEnvelope(nodeCrypto, { seed, keyid: machine.id, payloadType: IN_TOTO_PAYLOAD_TYPE, payload }),
  };
}
