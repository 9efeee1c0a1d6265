import { decodeBase64, encodeBase64 } from "./base64.ts";
import type { Hasher, Signer } from "./crypto.ts";
import { LogError } from "./error.ts";
import { sameBytes } from "./hash.ts";
import { hasControl, utf8 } from "./text.ts";

/** Signature type of a plain Ed25519 note signature (signed-note, "Signature types"): a log's key. */
export const ED25519 = 1;

/** Signature type of a timestamped Ed25519 cosignature, `cosignature/v1` (tlog-cosignature): a witness's key. */
export const COSIGNATURE = 4;

/** The signature types of this package. The same key has another id under each. */
export type KeyType = typeof ED25519 | typeof COSIGNATURE;

/** The public half of a note key: name, id (uint32, derived from the rest), type, 32-byte Ed25519 key. */
export type VerifierKey = {
  readonly name: string;
  readonly id: number;
  readonly type: KeyType;
  readonly publicKey: Uint8Array;
};

/** The private half of a note key: the public one and the 32-byte Ed25519 seed. */
export type SignerKey = VerifierKey & { readonly seed: Uint8Array };

/** The verifier key of a 32-byte public key. Throws `log.key-name`, `log.key-type`, `log.key-length`. */
export function verifierKey(hasher: Hasher, name: string, type: number, publicKey: Uint8Array): VerifierKey {
  checkKeyName(name);
  const known = checkKeyType(type);
  if (publicKey.length !== 32)
    throw new LogError("log.key-length", `the key of ${name} has ${publicKey.length} bytes, not 32`);
  return { name, id: keyId(hasher, name, known, publicKey), type: known, publicKey };
}

/** The signer key of a 32-byte seed. Throws `log.key-name`, `log.key-type`, `log.key-length`. */
export function signerKey(crypto: Signer, name: string, type: number, seed: Uint8Array): SignerKey {
  if (seed.length !== 32) throw new LogError("log.key-length", `the seed of ${name} has ${seed.length} bytes, not 32`);
  return { ...verifierKey(crypto, name, type, crypto.ed25519PublicKey(seed)), seed };
}

/** A verifier key as text (signed-note, "Verifier keys"): `example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k`. */
export function formatVerifierKey({ name, id, type, publicKey }: VerifierKey): string {
  return `${name}+${formatKeyId(id)}+${encodeTyped(type, publicKey)}`;
}

/**
 * The verifier key that a text spells. Throws `log.key-form` (not three parts), `log.key-name`, `log.key-id` (not eight
 * lowercase digits), `log.key-base64`, `log.key-type`, `log.key-length`, `log.key-mismatch` (id of another key).
 */
export function parseVerifierKey(hasher: Hasher, text: string): VerifierKey {
  const { name, id, type, key } = splitKey(text);
  return checkKeyId(verifierKey(hasher, name, type, key), id);
}

/** A signer key as text: `PRIVATE+KEY+<name>+<id>+<base64 of type and seed>`. It is a secret. */
export function formatSignerKey({ name, id, type, seed }: SignerKey): string {
  return `${PRIVATE}${name}+${formatKeyId(id)}+${encodeTyped(type, seed)}`;
}

/** The signer key that a text spells. Throws what `parseVerifierKey` throws; never shows the text. */
export function parseSignerKey(crypto: Signer, text: string): SignerKey {
  if (!text.startsWith(PRIVATE)) throw new LogError("log.key-form", "a signer key begins with PRIVATE+KEY+");
  const { name, id, type, key } = splitKey(text.slice(PRIVATE.length));
  return checkKeyId(signerKey(crypto, name, type, key), id);
}

/** The key id at the beginning of some bytes. */
export function readKeyId(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
}

/** Whether a text can be a key name (signed-note, "Format"): not empty, no Unicode space, no plus, no control character. */
export function isKeyName(name: string): boolean {
  return name !== "" && name.isWellFormed() && !hasControl(name) && !/[+\p{White_Space}]/u.test(name);
}

/** Whether two keys are the same signer to a note: equal name and id. */
export function sameSigner(
  a: { readonly name: string; readonly id: number },
  b: { readonly name: string; readonly id: number },
): boolean {
  return a.name === b.name && a.id === b.id;
}

/** Throws `log.key-type` unless a key has the type that its use asks for. */
export function requireType(key: VerifierKey, type: KeyType): void {
  if (key.type !== type) throw new LogError("log.key-type", `the key ${key.name} has type ${key.type}, not ${type}`);
}

/** Throws `log.key-duplicate` where two keys have one name and id, or wrap one public key (tlog-policy, "duplicate"). */
export function checkDistinct(keys: readonly VerifierKey[]): void {
  for (const [i, key] of keys.entries()) {
    const twin = keys.slice(0, i).find((other) => sameSigner(other, key) || sameBytes(other.publicKey, key.publicKey));
    if (twin !== undefined) throw new LogError("log.key-duplicate", `${twin.name} and ${key.name} are one key`);
  }
}

const PRIVATE = "PRIVATE+KEY+";

/** The id of a key (signed-note, "Signatures"): the first four bytes of SHA-256(name ‖ LF ‖ type ‖ public key), big-endian. */
function keyId(hasher: Hasher, name: string, type: KeyType, publicKey: Uint8Array): number {
  const nameBytes = utf8(name);
  const input = new Uint8Array(nameBytes.length + 2 + publicKey.length);
  input.set(nameBytes);
  input.set([0x0a, type], nameBytes.length);
  input.set(publicKey, nameBytes.length + 2);
  return readKeyId(hasher.sha256(input));
}

function splitKey(text: string): { name: string; id: string; type: number; key: Uint8Array } {
  const [name, id, ...rest] = text.split("+");
  if (name === undefined || id === undefined || rest.length === 0) {
    throw new LogError("log.key-form", "a key has a name, an id and a key, with plus signs between them");
  }
  checkKeyName(name);
  if (!/^[0-9a-f]{8}$/.test(id))
    throw new LogError("log.key-id", `the id of the key ${name} is not eight lowercase hex digits`);
  const typed = decodeBase64(rest.join("+"));
  const type = typed?.[0];
  if (typed === undefined || type === undefined)
    throw new LogError("log.key-base64", `the key ${name} is not base64 of a key`);
  return { name, id, type, key: typed.subarray(1) };
}

function checkKeyId<Key extends VerifierKey>(key: Key, id: string): Key {
  if (formatKeyId(key.id) !== id) {
    throw new LogError("log.key-mismatch", `the key ${key.name} has id ${formatKeyId(key.id)}, not ${id}`);
  }
  return key;
}

function checkKeyName(name: string): void {
  if (!isKeyName(name)) throw new LogError("log.key-name", `${JSON.stringify(name.slice(0, 80))} is not a key name`);
}

function checkKeyType(type: number): KeyType {
  if (type !== ED25519 && type !== COSIGNATURE)
    throw new LogError("log.key-type", `${type} is not a known type of key`);
  return type;
}

function encodeTyped(type: KeyType, key: Uint8Array): string {
  return encodeBase64(Uint8Array.of(type, ...key));
}

function formatKeyId(id: number): string {
  return id.toString(16).padStart(8, "0");
}
