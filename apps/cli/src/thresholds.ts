import { fingerprint, parsePublicKey } from "@countersign/attest";
import type { PublicKey } from "@countersign/attest";
import type { SshSigner } from "@countersign/adapters/keys";
import { CountersignError, revokedFrom, unmet } from "@countersign/core";
import type { Policy, Unmet } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";

/** `2 of oracle (dana, drew)`: how many signatures are missing, and who can give them. */
export function spellUnmet({ missing, organisation, from }: Unmet): string {
  return `${missing} of ${organisation} (${from.length === 0 ? "nobody is left who could" : from.join(", ")})`;
}

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

/** Who has yet to sign a break-glass for an environment, by the rules of a policy. */
export function spellUnmetApprovals(policy: Policy, environment: string, people: readonly string[]): readonly string[] {
  const approvals = policy.environments.find(({ id }) => id === environment)?.breakGlass?.approvals ?? [];
  return unmet(approvals, people).map(spellUnmet);
}
