import { concat, encodeUtf8, sameBytes } from "../bytes.ts";
import type { VerifyCrypto } from "../crypto.ts";
import { AttestError } from "../error.ts";
import { disclose, enclose } from "../ssh/armor.ts";
import { formatKeyBlob, parseKeyBlob } from "../ssh/public-key.ts";
import type { PublicKey } from "../ssh/public-key.ts";
import { wireReader, wireString, wireUint32 } from "../ssh/wire.ts";
import { fits, formatSignature, parseSignature } from "./signature.ts";
import type { Signature } from "./signature.ts";

const MAGIC = encodeUtf8("SSHSIG");
const ARMOR = encodeUtf8("-----BEGIN");
const VERSION = 1;
const HASH = "sha512";

/** An SSH signature (PROTOCOL.sshsig §2) of version 1 with hash sha512 and nothing in the reserved field. The key is a claim. */
export type Sshsig = {
  readonly publicKey: PublicKey;
  readonly namespace: string;
  readonly signature: Signature;
};

/** The binary blob: `SSHSIG`, version, key, namespace, reserved, hash, signature. `attest.namespace` when that is empty. */
export function formatSshsig({ publicKey, namespace, signature }: Sshsig): Uint8Array {
  requireNamespace(namespace);
  const fields = [formatKeyBlob(publicKey), namespace, "", HASH, formatSignature(signature)];
  return concat(MAGIC, wireUint32(VERSION), ...fields.map(wireString));
}

/**
 * Reads what `formatSshsig` prints and nothing else; verifies nothing. Codes: `attest.sshsig-armor` (armoured),
 * `attest.sshsig-magic`, `-version` (not 1), `-reserved` (not empty), `-hash` (not sha512), `-length`, `-text`, `-trailing`,
 * `-key-type`, `-signature-type`; `attest.namespace` (empty); `attest.key-*`, `attest.weak-key`, and `attest.signature-*`
 * from the parts.
 */
export function parseSshsig(blob: Uint8Array): Sshsig {
  if (sameBytes(blob.subarray(0, ARMOR.length), ARMOR))
    refuse("sshsig-armor", "armoured where the binary form is wanted");
  const wire = wireReader(blob, "attest.sshsig");
  if (!sameBytes(wire.bytes(MAGIC.length), MAGIC)) refuse("sshsig-magic", "does not begin with SSHSIG");
  if (wire.uint32() !== VERSION) refuse("sshsig-version", "a version other than 1");
  const keyBlob = wire.string();
  const namespace = wire.text();
  if (wire.string().length > 0) refuse("sshsig-reserved", "the reserved field is not empty");
  if (wire.text() !== HASH) refuse("sshsig-hash", "a hash other than sha512");
  const signatureBlob = wire.string();
  wire.end();
  requireNamespace(namespace);
  const publicKey = parseKeyBlob(keyBlob);
  const signature = parseSignature(signatureBlob);
  if (!fits(publicKey, signature))
    refuse("sshsig-signature-type", `a ${publicKey.type} key makes no ${signature.type} signature`);
  return { publicKey, namespace, signature };
}

/**
 * What the key signs for a message in a namespace (PROTOCOL.sshsig §3): `SSHSIG`, namespace, empty reserved field,
 * `sha512`, SHA-512 of the message. This is what goes to an SSH agent, and it is the challenge that a passkey answers.
 */
export function signedData(crypto: Pick<VerifyCrypto, "sha512">, namespace: string, message: Uint8Array): Uint8Array {
  return concat(MAGIC, ...[namespace, "", HASH, crypto.sha512(message)].map(wireString));
}

/** The armoured text of a blob, as `ssh-keygen -Y sign` writes it: a file that `ssh-keygen -Y verify -s` reads. */
export function formatArmor(blob: Uint8Array): string {
  return enclose("SSH SIGNATURE", blob);
}

/** The blob of an armoured text; lines of any one width. Codes `attest.armor-*` and `attest.base64`. The blob is not looked into. */
export function parseArmor(text: string): Uint8Array {
  return disclose("SSH SIGNATURE", text);
}

function requireNamespace(namespace: string): void {
  if (namespace === "") refuse("namespace", "an empty namespace");
}

function refuse(what: string, detail: string): never {
  throw new AttestError(`attest.${what}`, detail);
}
