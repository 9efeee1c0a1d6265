import { parseCheckpoint } from "./checkpoint.ts";
import type { Signer, Verifier } from "./crypto.ts";
import { LogError } from "./error.ts";
import { COSIGNATURE, requireType, sameSigner } from "./key.ts";
import type { SignerKey, VerifierKey } from "./key.ts";
import { formatNote, formatSignatureLine, noteSignature, parseNote, parseSignatureLines } from "./note.ts";
import type { NoteSignature } from "./note.ts";
import { isSize } from "./size.ts";
import { utf8 } from "./text.ts";
import type { TextInput } from "./text.ts";

/**
 * A witness's cosignature of a checkpoint text (tlog-cosignature 1.0.1, Ed25519), as a signature line. `time` is POSIX
 * time in seconds, above 0 and below 2^53. Says that the log only grew up to here: the caller has checked that. Throws
 * `log.cosignature-time`, `log.key-type` for a key that is not type 4, and what `parseCheckpoint` throws for other texts.
 */
export function cosign(crypto: Signer, text: string, signer: SignerKey, time: number): string {
  requireType(signer, COSIGNATURE);
  if (!isSize(time) || time === 0) throw new LogError("log.cosignature-time", `${time} is not a time in seconds`);
  parseCheckpoint(crypto, text);
  const signature = new Uint8Array(8 + 64);
  new DataView(signature.buffer).setBigUint64(0, BigInt(time));
  signature.set(crypto.signEd25519(signer.seed, cosignedMessage(text, time)), 8);
  return formatSignatureLine(noteSignature(signer, signature));
}

/** What a cosigner signs: `cosignature/v1`, `time <seconds>`, and the checkpoint text with its final newline. */
export function cosignedMessage(text: string, time: number): Uint8Array {
  return utf8(`cosignature/v1\ntime ${time}\n${text}`);
}

/**
 * When a witness cosigned a checkpoint text, in POSIX seconds: the latest time where it did so twice; `undefined` where
 * it did not. Throws `log.cosignature` for a bad signature under its name and id, `log.cosignature-time` for a time of
 * 2^53 or more, `log.key-type` for a key that is not type 4.
 */
export function cosignedAt(
  crypto: Verifier,
  text: string,
  signatures: readonly NoteSignature[],
  key: VerifierKey,
): number | undefined {
  requireType(key, COSIGNATURE);
  const times = signatures
    .filter((signature) => sameSigner(key, signature))
    .map(({ bytes }) => verifiedTime(crypto, text, bytes, key));
  return times.length === 0 ? undefined : Math.max(...times);
}

/**
 * A note with more signature lines after its own, such as the answers of witnesses; a line that it has already is not
 * added again. Verifies nothing. Throws what `parseNote` throws.
 */
export function addSignatures(note: TextInput, lines: string): string {
  const { text, signatures } = parseNote(note);
  const known = new Set(signatures.map(formatSignatureLine));
  const added = parseSignatureLines(lines).filter((signature) => !known.has(formatSignatureLine(signature)));
  const cosigned = formatNote({ text, signatures: [...signatures, ...added] });
  parseNote(cosigned);
  return cosigned;
}

function verifiedTime(crypto: Verifier, text: string, bytes: Uint8Array, key: VerifierKey): number {
  if (bytes.length !== 8 + 64) throw badCosignature(key);
  const time = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0));
  if (!isSize(time))
    throw new LogError("log.cosignature-time", `the cosignature of ${key.name} has a time of 2^53 or more`);
  if (!crypto.verifyEd25519(key.publicKey, cosignedMessage(text, time), bytes.subarray(8))) throw badCosignature(key);
  return time;
}

function badCosignature(key: VerifierKey): LogError {
  return new LogError("log.cosignature", `the cosignature of ${key.name} is not good`);
}
