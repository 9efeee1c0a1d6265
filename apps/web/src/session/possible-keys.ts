import type { PublicKey } from "@countersign/attest";
import { nobleCrypto } from "@countersign/crypto/noble";
import { p256 } from "@noble/curves/nist.js";

/**
 * The keys that may have made an ES256 signature (`r ‖ s`, 64 bytes) of a message with an authenticator for a relying party: of an ECDSA
 * signature two follow (SEC 1 §4.1.6), and it says not which. So neither policy nor browser are asked for the key of somebody who has not
 * signed in yet.
 */
export function possibleKeys(message: Uint8Array, signature: Uint8Array, application: string): readonly PublicKey[] {
  const hash = nobleCrypto.sha256(message);
  return [0, 1].map((bit) => {
    const signed = p256.Signature.fromBytes(signature, "compact").addRecoveryBit(bit);
    const point = signed.recoverPublicKey(hash).toBytes(false);
    return { type: "sk-ecdsa-sha2-nistp256@openssh.com", point, application };
  });
}
