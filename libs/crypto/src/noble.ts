import { ed25519 } from "@noble/curves/ed25519.js";
import { p256 } from "@noble/curves/nist.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";

/**
 * The cryptographic port of `@countersign/tlog` and `@countersign/attest` on `@noble`, for browsers.
 * Same members, shapes and answers as `nodeCrypto`.
 */
export const nobleCrypto = {
  /** SHA-256 (FIPS 180-4), 32 bytes. */
  sha256: (message: Uint8Array): Uint8Array => sha256(message),

  /** SHA-512 (FIPS 180-4), 64 bytes. */
  sha512: (message: Uint8Array): Uint8Array => sha512(message),

  /** Ed25519 (RFC 8032 §5.1.7, canonical encodings only) with a 32-byte public key and a 64-byte signature. */
  verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
    if (publicKey.length !== 32 || signature.length !== 64) return false;
    return answers(() => ed25519.verify(signature, message, publicKey, { zip215: false }));
  },

  /** Ed25519 (RFC 8032 §5.1.6) with a 32-byte seed; 64 bytes, deterministic. */
  signEd25519: (seed: Uint8Array, message: Uint8Array): Uint8Array => ed25519.sign(message, seed),

  /** The 32-byte public key of a 32-byte Ed25519 seed (RFC 8032 §5.1.5). */
  ed25519PublicKey: (seed: Uint8Array): Uint8Array => ed25519.getPublicKey(seed),

  /** ES256 (RFC 7518 §3.4): ECDSA P-256 over SHA-256 of the message; key 65 bytes uncompressed, signature `r ‖ s`, 64 bytes. */
  verifyP256(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
    if (publicKey.length !== 65 || publicKey[0] !== 4 || signature.length !== 64) return false;
    return answers(() => p256.verify(signature, message, publicKey, { lowS: false, prehash: true, format: "compact" }));
  },
};

function answers(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  }
}
