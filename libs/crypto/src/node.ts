import { createPrivateKey, createPublicKey, hash, sign, verify } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { spkiKey, verifyEd25519 } from "./ed25519.ts";
import { verifyElsewhere } from "./verify-elsewhere.ts";

/** DER prefix of an Ed25519 PKCS #8 private key (RFC 8410 §7); the 32-byte seed follows. */
const ED25519_PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");
/** DER prefix of a P-256 SubjectPublicKeyInfo (RFC 5480 §2); the 65-byte uncompressed point follows. */
const P256_SPKI = Buffer.from("3059301306072a8648ce3d020106082a8648ce3d030107034200", "hex");

/**
 * The cryptographic port of `@countersign/tlog` and `@countersign/attest` on `node:crypto`.
 * Malformed keys and signatures verify as `false`; nothing here throws on hostile input.
 */
export const nodeCrypto = {
  /** SHA-256 (FIPS 180-4), 32 bytes. */
  sha256: (message: Uint8Array): Uint8Array => hash("sha256", message, "buffer"),

  /** SHA-512 (FIPS 180-4), 64 bytes. */
  sha512: (message: Uint8Array): Uint8Array => hash("sha512", message, "buffer"),

  verifyEd25519,

  /** The same answer, of many from another thread, which works on copies. Rejects where that thread does not answer. */
  verifyEd25519Async: verifyElsewhere,

  /** Ed25519 (RFC 8032 §5.1.6) with a 32-byte seed; 64 bytes, deterministic. */
  signEd25519(seed: Uint8Array, message: Uint8Array): Uint8Array {
    return sign(null, message, privateKey(seed));
  },

  /** The 32-byte public key of a 32-byte Ed25519 seed (RFC 8032 §5.1.5). */
  ed25519PublicKey(seed: Uint8Array): Uint8Array {
    const spki = createPublicKey(privateKey(seed)).export({ format: "der", type: "spki" });
    return new Uint8Array(spki.subarray(-32));
  },

  /** ES256 (RFC 7518 §3.4): ECDSA P-256 over SHA-256 of the message; key 65 bytes uncompressed, signature `r ‖ s`, 64 bytes. */
  verifyP256(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
    if (publicKey.length !== 65 || publicKey[0] !== 4 || signature.length !== 64) return false;
    const key = spkiKey(Buffer.concat([P256_SPKI, publicKey]));
    return key !== undefined && verify("sha256", message, { key, dsaEncoding: "ieee-p1363" }, signature);
  },
};

function privateKey(seed: Uint8Array): KeyObject {
  if (seed.length !== 32) throw new RangeError(`an Ed25519 seed has 32 bytes, not ${seed.length}`);
  return createPrivateKey({ key: Buffer.concat([ED25519_PKCS8, seed]), format: "der", type: "pkcs8" });
}
