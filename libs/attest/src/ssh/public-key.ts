import { formatBase64, parseBase64 } from "../base64.ts";
import { concat } from "../bytes.ts";
import type { VerifyCrypto } from "../crypto.ts";
import { AttestError } from "../error.ts";
import { isWeakEd25519 } from "./weak-key.ts";
import { wireReader, wireString } from "./wire.ts";
import type { WireReader } from "./wire.ts";

/**
 * A public key that people sign with: `point` is the 32-byte Ed25519 key or the 65-byte uncompressed point on P-256,
 * `application` the FIDO application (`ssh:…`) or relying party id that the key was made for.
 */
export type PublicKey =
  | { readonly type: "ssh-ed25519"; readonly point: Uint8Array }
  | { readonly type: "sk-ssh-ed25519@openssh.com"; readonly point: Uint8Array; readonly application: string }
  | { readonly type: "sk-ecdsa-sha2-nistp256@openssh.com"; readonly point: Uint8Array; readonly application: string };

const LINE = /^([!-~]+) ([!-~]+)(?: \P{Cc}+)?$/u;

/**
 * Reads one line of a `.pub` file, without its newline: `ssh-ed25519 AAAA… comment`; the comment is dropped. Codes:
 * `attest.key-line`, `attest.key-type-mismatch` (line and blob differ), `attest.base64`, and those of `parseKeyBlob`.
 */
export function parsePublicKey(line: string): PublicKey {
  const [, type, encoded] = LINE.exec(line) ?? [];
  if (type === undefined || encoded === undefined)
    throw new AttestError("attest.key-line", "not 'type base64 comment'");
  const key = parseKeyBlob(parseBase64(encoded));
  if (key.type !== type)
    throw new AttestError("attest.key-type-mismatch", `the line says ${type}, the key ${key.type}`);
  return key;
}

/** The line of a `.pub` file, without a newline. */
export function formatPublicKey(key: PublicKey, comment = ""): string {
  return `${key.type} ${formatBase64(formatKeyBlob(key))}${comment === "" ? "" : ` ${comment}`}`;
}

/**
 * Reads the wire form of a key (RFC 8709 §4, PROTOCOL.u2f "SSH U2F Key formats"). Codes: `attest.sshsig-key-type` for
 * every other type (certificates, RSA, DSA, plain ECDSA), `attest.key-length`, `attest.key-text`, `attest.key-trailing`,
 * `attest.key-curve`, `attest.key-point` (not uncompressed), `attest.weak-key`. Whether a point is on P-256 shows when
 * a signature is verified.
 */
export function parseKeyBlob(blob: Uint8Array): PublicKey {
  const wire = wireReader(blob, "attest.key");
  const key = readKey(wire);
  wire.end();
  return key;
}

/** The wire form of a key. */
export function formatKeyBlob(key: PublicKey): Uint8Array {
  const type = wireString(key.type);
  switch (key.type) {
    case "ssh-ed25519":
      return concat(type, wireString(key.point));
    case "sk-ssh-ed25519@openssh.com":
      return concat(type, wireString(key.point), wireString(key.application));
    case "sk-ecdsa-sha2-nistp256@openssh.com":
      return concat(type, wireString("nistp256"), wireString(key.point), wireString(key.application));
    default:
      return key satisfies never;
  }
}

/** The fingerprint as ssh-keygen prints it: `SHA256:` and unpadded base64 of the hash of the wire form. */
export function fingerprint(crypto: Pick<VerifyCrypto, "sha256">, key: PublicKey): string {
  return `SHA256:${formatBase64(crypto.sha256(formatKeyBlob(key))).replaceAll("=", "")}`;
}

function readKey(wire: WireReader): PublicKey {
  const type = wire.text();
  switch (type) {
    case "ssh-ed25519":
      return { type, point: readEdwards(wire) };
    case "sk-ssh-ed25519@openssh.com":
      return { type, point: readEdwards(wire), application: wire.text() };
    case "sk-ecdsa-sha2-nistp256@openssh.com":
      return { type, point: readNist(wire), application: wire.text() };
    default:
      throw new AttestError("attest.sshsig-key-type", "neither an Ed25519 key, nor a security key, nor a passkey");
  }
}

function readEdwards(wire: WireReader): Uint8Array {
  const point = wire.stringOf(32);
  if (isWeakEd25519(point)) throw new AttestError("attest.weak-key", "a key that others can sign for");
  return point;
}

function readNist(wire: WireReader): Uint8Array {
  if (wire.text() !== "nistp256") throw new AttestError("attest.key-curve", "a curve other than nistp256");
  const point = wire.stringOf(65);
  if (point[0] !== 4) throw new AttestError("attest.key-point", "not an uncompressed point");
  return point;
}
