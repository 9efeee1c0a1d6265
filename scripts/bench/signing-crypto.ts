import { createPrivateKey, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { nodeCrypto } from "@countersign/crypto/node";

/** DER prefix of an Ed25519 PKCS #8 private key (RFC 8410 §7); the 32-byte seed follows. */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

type Key = { readonly secret: KeyObject; readonly publicKey: Uint8Array };
const keys = new Map<Uint8Array, Key>();

/** The cryptographic port for whoever signs a long log: each seed, told apart by its array, is imported once. */
export const signingCrypto = {
  ...nodeCrypto,
  signEd25519: (seed: Uint8Array, message: Uint8Array): Uint8Array => sign(null, message, keyOf(seed).secret),
  ed25519PublicKey: (seed: Uint8Array): Uint8Array => keyOf(seed).publicKey,
};

function keyOf(seed: Uint8Array): Key {
  const known = keys.get(seed);
  if (known !== undefined) return known;
  const secret = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: "der", type: "pkcs8" });
  const key = { secret, publicKey: nodeCrypto.ed25519PublicKey(seed) };
  keys.set(seed, key);
  return key;
}
