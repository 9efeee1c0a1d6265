import { createPublicKey, verify } from "node:crypto";
import type { KeyObject } from "node:crypto";

/** DER prefix of an Ed25519 SubjectPublicKeyInfo (RFC 8410 §4); the 32-byte key follows. */
const SPKI = Buffer.from("302a300506032b6570032100", "hex");

const KEYS_KEPT = 64;
const keys = new Map<string, KeyObject>();

/** Ed25519 (RFC 8032 §5.1.7) with a 32-byte public key and a 64-byte signature; false for other lengths and for no key. */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  const key = imported(publicKey);
  return key !== undefined && verify(null, message, key, signature);
}

/** Importing a key costs as much as a third of a verification, and a log is signed by few keys. */
function imported(publicKey: Uint8Array): KeyObject | undefined {
  const name = Buffer.from(publicKey).toString("latin1");
  const known = keys.get(name);
  if (known !== undefined) return known;
  const key = spkiKey(Buffer.concat([SPKI, publicKey]));
  if (key === undefined) return undefined;
  if (keys.size >= KEYS_KEPT) keys.clear();
  keys.set(name, key);
  return key;
}

/** A key in the DER of its SubjectPublicKeyInfo (RFC 5280 §4.1), undefined if it is none. */
export function spkiKey(der: Buffer): KeyObject | undefined {
  try {
    return createPublicKey({ key: der, format: "der", type: "spki" });
  } catch {
    return undefined;
  }
}
