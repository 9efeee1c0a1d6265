import { decodeBase64, encodeBase64 } from "./base64.ts";
import { LogError } from "./error.ts";
import { isKeyName, readKeyId } from "./key.ts";
import type { VerifierKey } from "./key.ts";
import { hasControl, readText } from "./text.ts";
import type { TextInput } from "./text.ts";

/** Longest note that is read, in bytes or UTF-16 units. */
export const MAX_NOTE_SIZE = 1_000_000;

/** Most signature lines that are read (signed-note, "Format": a limit is advised, at least 16 must be accepted). */
export const MAX_NOTE_SIGNATURES = 100;

/** One signature line: key name, key id (uint32), and the bytes after the id. Unverified. */
export type NoteSignature = { readonly name: string; readonly id: number; readonly bytes: Uint8Array };

/** A signed note taken apart: its text, with the final newline, and its signature lines in order. Unverified. */
export type Note = { readonly text: string; readonly signatures: readonly NoteSignature[] };

/**
 * A signed note (signed-note, "Format"): the text, an empty line, the signature lines. Throws `log.note-control`,
 * `log.note-utf8`, `log.note-end` for a text that cannot be signed, `log.note-signatures` without a signature.
 */
export function formatNote({ text, signatures }: Note): string {
  checkNoteText(text);
  if (signatures.length === 0) throw new LogError("log.note-signatures", "a note has at least one signature");
  return `${text}\n${signatures.map(formatSignatureLine).join("")}`;
}

/**
 * Takes a signed note apart without verifying anything. Throws `log.note-size`, `log.note-utf8`, `log.note-control`,
 * `log.note-end` (no final newline), `log.note-separator` (no text and empty line), `log.note-signatures` (none),
 * and what `parseSignatureLines` throws.
 */
export function parseNote(input: TextInput): Note {
  const note = checkNoteText(input);
  const separator = note.lastIndexOf("\n\n");
  if (separator < 0) throw new LogError("log.note-separator", "no empty line separates a text from signatures");
  const lines = note.slice(separator + 2);
  if (lines === "") throw new LogError("log.note-signatures", "no signature follows the last empty line");
  return { text: note.slice(0, separator + 1), signatures: parseSignatureLines(lines) };
}

/** A signature line: em dash, space, key name, space, base64 of key id and signature, newline. */
export function formatSignatureLine({ name, id, bytes }: NoteSignature): string {
  const signature = new Uint8Array(4 + bytes.length);
  new DataView(signature.buffer).setUint32(0, id);
  signature.set(bytes, 4);
  return `— ${name} ${encodeBase64(signature)}\n`;
}

/**
 * The signatures of one or more signature lines. Throws `log.note-end`, `log.note-too-many` (above 100),
 * `log.note-line` (another shape), `log.note-name`, `log.note-base64`, `log.note-signature-length` (nothing after the id).
 */
export function parseSignatureLines(text: string): NoteSignature[] {
  if (!text.endsWith("\n")) throw new LogError("log.note-end", "the last signature line does not end in a newline");
  const lines = text.slice(0, -1).split("\n");
  if (lines.length > MAX_NOTE_SIGNATURES)
    throw new LogError("log.note-too-many", `${lines.length} signatures, above 100`);
  return lines.map(parseSignatureLine);
}

/** A text that can stand in a note: valid UTF-8 without control characters, and with a final newline. Throws `log.note-*`. */
export function checkNoteText(input: TextInput): string {
  if (input.length > MAX_NOTE_SIZE)
    throw new LogError("log.note-size", `a note of length ${input.length}, above 1000000`);
  const text = readText(input);
  if (text === undefined) throw new LogError("log.note-utf8", "the note is not UTF-8");
  if (hasControl(text)) throw new LogError("log.note-control", "the note has a control character other than newline");
  if (!text.endsWith("\n")) throw new LogError("log.note-end", "the note does not end in a newline");
  return text;
}

/** The signature of a key over something, as it stands in a note. */
export function noteSignature({ name, id }: VerifierKey, bytes: Uint8Array): NoteSignature {
  return { name, id, bytes };
}

function parseSignatureLine(line: string): NoteSignature {
  const [, name, base64] = /^— ([^ ]*) (.*)$/u.exec(line) ?? [];
  if (name === undefined || base64 === undefined) {
    throw new LogError("log.note-line", `${JSON.stringify(line.slice(0, 80))} is not a signature line`);
  }
  if (!isKeyName(name)) throw new LogError("log.note-name", `${JSON.stringify(name.slice(0, 80))} is not a key name`);
  const bytes = decodeBase64(base64);
  if (bytes === undefined) throw new LogError("log.note-base64", `the signature of ${name} is not base64`);
  if (bytes.length < 5)
    throw new LogError("log.note-signature-length", `the signature of ${name} has ${bytes.length} bytes`);
  return { name, id: readKeyId(bytes), bytes: bytes.subarray(4) };
}
