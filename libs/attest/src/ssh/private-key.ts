import { concat, encodeUtf8, sameBytes } from "../bytes.ts";
import type { SignCrypto } from "../crypto.ts";
import { AttestError } from "../error.ts";
import { disclose, enclose } from "./armor.ts";
import { formatKeyBlob } from "./public-key.ts";
import { wireReader, wireString, wireUint32 } from "./wire.ts";
import type { WireReader } from "./wire.ts";

const MAGIC = encodeUtf8("openssh-key-v1\0");
/** What the padding fills up to when nothing is encrypted. */
const BLOCK = 8;

/** An Ed25519 key pair: 32-byte seed (RFC 8032 §5.1.5), 32-byte public key, and the owner's note. */
export type PrivateKey = { readonly seed: Uint8Array; readonly publicKey: Uint8Array; readonly comment: string };

/** What an unencrypted key file is made of; `checkInt` is any number below 2^32, random by custom. */
export type PrivateKeyParts = { readonly seed: Uint8Array; readonly comment: string; readonly checkInt: number };

/** An OpenSSH private key file without a passphrase (PROTOCOL.key), as `ssh-keygen -t ed25519 -N ''` writes it. */
export function formatPrivateKey(
  crypto: Pick<SignCrypto, "ed25519PublicKey">,
  { seed, comment, checkInt }: PrivateKeyParts,
): string {
  const publicKey = crypto.ed25519PublicKey(seed);
  const secrets = concat(
    wireUint32(checkInt),
    wireUint32(checkInt),
    wireString("ssh-ed25519"),
    wireString(publicKey),
    wireString(concat(seed, publicKey)),
    wireString(comment),
  );
  const blob = concat(
    MAGIC,
    wireString("none"),
    wireString("none"),
    wireString(""),
    wireUint32(1),
    wireString(formatKeyBlob({ type: "ssh-ed25519", point: publicKey })),
    wireString(concat(secrets, padding(secrets.length))),
  );
  return enclose("OPENSSH PRIVATE KEY", blob);
}

/**
 * Reads an OpenSSH private key file with one Ed25519 key and without a passphrase. Codes: those of armour (`attest.armor-*`),
 * `attest.key-encrypted` (has a passphrase: let ssh-keygen or an agent sign), `attest.private-key-magic`, `-kdf`,
 * `-count` (not one key), `-type` (not Ed25519), `-check` (check numbers differ), `-padding`, `-length`, `-text`,
 * `-trailing`, and `attest.key-mismatch` (public and private half do not belong together).
 */
export function parsePrivateKey(crypto: Pick<SignCrypto, "ed25519PublicKey">, text: string): PrivateKey {
  const wire = wireReader(disclose("OPENSSH PRIVATE KEY", text), "attest.private-key");
  if (!sameBytes(wire.bytes(MAGIC.length), MAGIC)) refuse("private-key-magic", "not an openssh-key-v1 file");
  const [cipher, kdf] = [wire.text(), wire.text()];
  if (cipher !== "none" || kdf !== "none") refuse("key-encrypted", "the key has a passphrase");
  if (wire.string().length > 0) refuse("private-key-kdf", "options for a key derivation that is not used");
  if (wire.uint32() !== 1) refuse("private-key-count", "not exactly one key");
  const outer = wire.string();
  const key = readSecrets(wireReader(wire.string(), "attest.private-key"));
  wire.end();
  const { seed, publicKey } = key;
  const blob = formatKeyBlob({ type: "ssh-ed25519", point: publicKey });
  if (!sameBytes(outer, blob) || !sameBytes(crypto.ed25519PublicKey(seed), publicKey)) {
    refuse("key-mismatch", "public and private half do not belong together");
  }
  return key;
}

function readSecrets(wire: WireReader): PrivateKey {
  if (wire.uint32() !== wire.uint32()) refuse("private-key-check", "the check numbers differ");
  if (wire.text() !== "ssh-ed25519") refuse("private-key-type", "not an Ed25519 key");
  const publicKey = wire.stringOf(32);
  const pair = wire.stringOf(64);
  const comment = wire.text();
  const used = 8 + 15 + 36 + 68 + 4 + encodeUtf8(comment).length;
  if (!sameBytes(wire.rest(), padding(used)))
    refuse("private-key-padding", "the padding is not 1, 2, 3, … to a multiple of 8");
  if (!sameBytes(pair.subarray(32), publicKey)) refuse("key-mismatch", "the public key stands there in two versions");
  return { seed: pair.slice(0, 32), publicKey, comment };
}

function padding(used: number): Uint8Array {
  return Uint8Array.from({ length: (BLOCK - (used % BLOCK)) % BLOCK }, (_, index) => index + 1);
}

function refuse(what: string, detail: string): never {
  throw new AttestError(`attest.${what}`, detail);
}
