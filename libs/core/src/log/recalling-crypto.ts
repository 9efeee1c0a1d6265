import type { Crypto } from "../crypto.ts";
import type { Ed25519Signature } from "./expected-signatures.ts";

/** A signature that was verified before, and whether it is one. */
export type Verified = Ed25519Signature & { readonly verifies: boolean };

/** A cryptographic port that recalls what was verified before. */
export type RecallingCrypto = {
  readonly crypto: Crypto;
  /** Replaces everything that is recalled. */
  readonly recall: (verified: readonly Verified[]) => void;
};

/**
 * The same answers as the port gives. What is recalled counts only where key, message and signature are those that were
 * verified, to the last byte; everything else the port is asked about as ever. So a wrong guess of what will be asked costs
 * time and nothing else.
 */
export function recallingCrypto(crypto: Crypto): RecallingCrypto {
  let recalled: readonly Verified[] = [];
  return {
    crypto: {
      ...crypto,
      verifyEd25519(publicKey, message, signature) {
        const known = recalled.find((one) => isOf(one, publicKey, message, signature));
        return known?.verifies ?? crypto.verifyEd25519(publicKey, message, signature);
      },
    },
    recall(verified) {
      recalled = verified;
    },
  };
}

function isOf(one: Ed25519Signature, publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  return sameBytes(one.signature, signature) && sameBytes(one.publicKey, publicKey) && sameBytes(one.message, message);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}
