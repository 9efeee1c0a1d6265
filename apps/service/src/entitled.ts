import { IN_TOTO_PAYLOAD_TYPE, verifyMachineSignature } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import type { Clock } from "@countersign/adapters/time";
import { CountersignError, verifyRequest } from "@countersign/core";
import type { Policy, Requester } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import type { Request } from "express";

/** Who signed a request. Entitled are the keys of the newest policy, whenever they were given: rights are never remembered. */
export function requireEntitled(
  { method, originalUrl, headers }: Request,
  policy: Policy | undefined,
  clock: Clock,
): Requester {
  if (policy === undefined) throw new CountersignError("policy.missing", "the log has no policy yet");
  const asked = { method, origin: policy.log.origin, target: originalUrl };
  return verifyRequest(nodeCrypto, policy, headers.authorization, asked, clock.now());
}

/** Refuses what no machine of the policy signed: `attest.…`. */
export function requireMachine(envelope: Envelope, policy: Policy | undefined): void {
  const keys = policy?.machines.map(({ key }) => key) ?? [];
  verifyMachineSignature(nodeCrypto, { envelope, payloadType: IN_TOTO_PAYLOAD_TYPE, keys });
}
