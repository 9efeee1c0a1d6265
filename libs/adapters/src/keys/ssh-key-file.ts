import { AttestError, parseBase64, parseKeyBlob, parsePrivateKey, parsePublicKey } from "@countersign/attest";
import type { PublicKey } from "@countersign/attest";
import { CountersignError } from "@countersign/core/error";
import { nodeCrypto } from "@countersign/crypto/node";
import { readKeyText, refuseShared } from "./secret-file.ts";

/**
 * What a key file is: `plain`, a private key that anybody who reads it can sign with (32-byte seed); `guarded`, a private key
 * that needs a passphrase or a security key; `public`, the public half alone.
 */
export type SshKeyFile =
  | { readonly kind: "plain"; readonly publicKey: PublicKey; readonly seed: Uint8Array }
  | { readonly kind: "guarded"; readonly publicKey: PublicKey }
  | { readonly kind: "public"; readonly publicKey: PublicKey };

/**
 * Reads a private or public OpenSSH key file. `keys.missing`; `keys.permissions` if others can use a private key;
 * `keys.format` if it is neither, damaged, or of a type that policies do not accept (RSA, plain ECDSA, certificates).
 */
export async function readSshKeyFile(path: string): Promise<SshKeyFile> {
  const { text, found } = await readKeyText(path);
  if (!text.startsWith("-----BEGIN ")) return { kind: "public", publicKey: parsePublicLine(text, path) };
  refuseShared(path, found);
  return withFormat(path, () => parsePrivate(text));
}

/** The key of a `.pub` file's one line; `keys.format` otherwise, with `where` in the message. */
export function parsePublicLine(text: string, where: string): PublicKey {
  return withFormat(where, () => parsePublicKey(text.endsWith("\n") ? text.slice(0, -1) : text));
}

function parsePrivate(text: string): SshKeyFile {
  try {
    const { seed, publicKey } = parsePrivateKey(nodeCrypto, text);
    return { kind: "plain", publicKey: { type: "ssh-ed25519", point: publicKey }, seed };
  } catch (error) {
    if (!(error instanceof AttestError) || !GUARDED.has(error.code)) throw error;
    return { kind: "guarded", publicKey: parseKeyBlob(publicHalf(text)) };
  }
}

/** What `parsePrivateKey` says of keys that are in order, and that ssh-keygen has to sign with. */
const GUARDED: ReadonlySet<string> = new Set(["attest.key-encrypted", "attest.private-key-type"]);

/**
 * The public key blob, which no passphrase encrypts: the fifth field of an openssh-key-v1 file, after cipher, key derivation, its
 * options, and the number of keys (PROTOCOL.key §1). A wrong one is found out when the signature is verified.
 */
function publicHalf(text: string): Uint8Array {
  const blob = parseBase64(text.split("\n").slice(1, -2).join(""));
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  let at = "openssh-key-v1\0".length;
  for (let field = 0; field < 3; field += 1) at += 4 + view.getUint32(at);
  const start = at + 8;
  return blob.slice(start, start + view.getUint32(start - 4));
}

function withFormat<T>(where: string, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    if (!(cause instanceof AttestError || cause instanceof RangeError)) throw cause;
    const reason = cause instanceof AttestError ? cause.detail : "the file is cut off";
    const detail = `${where} is no OpenSSH key of type ssh-ed25519, sk-ssh-ed25519 or sk-ecdsa-sha2-nistp256: ${reason}`;
    throw new CountersignError("keys.format", detail, { cause });
  }
}
