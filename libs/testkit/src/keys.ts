import { nodeCrypto } from "@countersign/crypto/node";
import { text } from "./bytes.ts";

/** A fixed, public, worthless Ed25519 key pair: 32-byte seed and 32-byte public key. */
export type TestKey = { readonly name: string; readonly seed: Uint8Array; readonly publicKey: Uint8Array };

/** The key pair whose seed is SHA-256("countersign test key " + name). */
export function testKey(name: string): TestKey {
  const known = KEYS.get(name);
  if (known !== undefined) return known;
  const seed = nodeCrypto.sha256(text(`countersign test key ${name}`));
  const key: TestKey = { name, seed, publicKey: nodeCrypto.ed25519PublicKey(seed) };
  KEYS.set(name, key);
  return key;
}

/** Deriving one costs more than signing with it. */
const KEYS = new Map<string, TestKey>();
