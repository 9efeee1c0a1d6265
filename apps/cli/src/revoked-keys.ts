import { fingerprint, parsePublicKey } from "@countersign/attest";
import type { PublicKey } from "@countersign/attest";
import type { SshSigner } from "@countersign/adapters/keys";
import { CountersignError, revokedFrom } from "@countersign/core";
import type { Policy } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";

/** Whether a policy revokes a key, from whatever leaf on: such a key signs nothing new. */
export function isRevoked(policy: Policy, key: PublicKey): boolean {
  return revokedFrom(policy, fingerprint(nodeCrypto, key)) !== undefined;
}

/** Refuses a signer whose key the policy revokes: `attest.key-revoked`. */
export function refuseRevokedKey(policy: Policy, signer: Pick<SshSigner, "publicKey">): void {
  const key = parsePublicKey(signer.publicKey);
  if (!isRevoked(policy, key)) return;
  throw new CountersignError(
    "attest.key-revoked",
    `the key ${fingerprint(nodeCrypto, key)} is revoked in policy version ${policy.version}`,
  );
}
