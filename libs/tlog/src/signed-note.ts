import type { Signer, Verifier } from "./crypto.ts";
import { LogError } from "./error.ts";
import { ED25519, checkDistinct, requireType, sameSigner } from "./key.ts";
import type { SignerKey, VerifierKey } from "./key.ts";
import { checkNoteText, formatNote, noteSignature, parseNote } from "./note.ts";
import type { NoteSignature } from "./note.ts";
import { utf8 } from "./text.ts";
import type { TextInput } from "./text.ts";

/** A note that was verified: its text, the keys that signed it, and how many signature lines of unknown keys were ignored. */
export type OpenedNote = { readonly text: string; readonly verified: readonly VerifierKey[]; readonly unknown: number };

/**
 * Signs a text (signed-note 1.0.0) with plain Ed25519 keys; the same text and keys always give the same note.
 * Throws `log.key-type` for a cosigner's key, `log.note-utf8`, `log.note-control`, `log.note-end`, `log.note-signatures`.
 */
export function signNote(crypto: Signer, text: string, signers: readonly SignerKey[]): string {
  const message = utf8(checkNoteText(text));
  const signatures = signers.map((signer) => {
    requireType(signer, ED25519);
    return noteSignature(signer, crypto.signEd25519(signer.seed, message));
  });
  return formatNote({ text, signatures });
}

/**
 * Verifies a signed note (signed-note 1.0.0) with the plain Ed25519 keys that are known. A signature of an unknown
 * (name, id) pair is ignored; a bad one of a known pair refuses the note, even beside good ones: `log.note-signature`.
 * Without a good one: `log.note-unverified`. Throws `log.key-type` and `log.key-duplicate` for unusable keys, and what
 * `parseNote` throws.
 */
export function openNote(crypto: Verifier, note: TextInput, verifiers: readonly VerifierKey[]): OpenedNote {
  checkDistinct(verifiers);
  const { text, signatures } = parseNote(note);
  const verified = verifiers.filter((key) => verifySigner(crypto, text, signatures, key));
  if (verified.length === 0) throw new LogError("log.note-unverified", "no known key signed the note");
  const unknown = signatures.filter((signature) => !verifiers.some((key) => sameSigner(key, signature))).length;
  return { text, verified, unknown };
}

/**
 * Whether a plain Ed25519 key signed the text of a note. Throws `log.note-signature` for a bad signature under its name
 * and id, `log.key-type` for a key of another type.
 */
export function verifySigner(
  crypto: Verifier,
  text: string,
  signatures: readonly NoteSignature[],
  key: VerifierKey,
): boolean {
  requireType(key, ED25519);
  const own = signatures.filter((signature) => sameSigner(key, signature));
  const message = utf8(text);
  for (const { bytes } of own) {
    if (bytes.length !== 64 || !crypto.verifyEd25519(key.publicKey, message, bytes)) {
      throw new LogError("log.note-signature", `the signature of ${key.name} is not good`);
    }
  }
  return own.length > 0;
}
