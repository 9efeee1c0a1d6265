import { LogError } from "./error.ts";
import { HASH_SIZE } from "./hash.ts";
import { MAX_PROOF_HASHES, formatHashLine, parseHashLine, splitFrame } from "./hash-lines.ts";
import { formatSignatureLine, parseSignatureLines } from "./note.ts";
import type { NoteSignature } from "./note.ts";
import { isSize, parseSize } from "./size.ts";
import { readText } from "./text.ts";
import type { TextInput } from "./text.ts";

/** What a log asks of a witness: cosign this checkpoint (a signed note), which grew from the old size by this consistency proof. */
export type AddCheckpoint = {
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  readonly checkpoint: string;
};

/**
 * The body of an `add-checkpoint` request (tlog-witness 1.0.0): `old <size>`, hash lines, an empty line, the checkpoint.
 * Throws `log.witness-old`, `log.witness-count`, `log.witness-line`, `log.witness-end`.
 */
export function formatAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpoint): string {
  if (!isSize(oldSize)) throw notOld(String(oldSize));
  if (proof.length > MAX_PROOF_HASHES) throw tooMany(proof.length);
  if (proof.some((hash) => hash.length !== HASH_SIZE)) throw notAHash();
  checkEnd(checkpoint);
  return `old ${oldSize}\n${proof.map(formatHashLine).join("")}\n${checkpoint}`;
}

/**
 * Takes the body of an `add-checkpoint` request apart; the checkpoint is not looked into. Throws `log.witness-utf8`,
 * `log.witness-separator` (no empty line), `log.witness-old` (no old size, or another spelling), `log.witness-count`
 * (above 63 hashes), `log.witness-line` (not a hash), `log.witness-end` (no checkpoint lines). All are a 400.
 */
export function parseAddCheckpoint(body: TextInput): AddCheckpoint {
  const text = readText(body);
  if (text === undefined) throw new LogError("log.witness-utf8", "the request is not UTF-8");
  const frame = splitFrame(text);
  if (frame === undefined)
    throw new LogError("log.witness-separator", "no empty line separates the proof from a checkpoint");
  const [first = "", ...lines] = frame.lines;
  const oldSize = first.startsWith("old ") ? parseSize(first.slice("old ".length)) : undefined;
  if (oldSize === undefined) throw notOld(first);
  if (lines.length > MAX_PROOF_HASHES) throw tooMany(lines.length);
  const proof = lines.map(parseHash);
  checkEnd(frame.rest);
  return { oldSize, proof, checkpoint: frame.rest };
}

/** The body of the answer 200: the witness's signature lines. Throws `log.witness-response` where there is none. */
export function formatCosignatures(signatures: readonly NoteSignature[]): string {
  if (signatures.length === 0) throw noSignature();
  return signatures.map(formatSignatureLine).join("");
}

/**
 * The signatures of an answer 200, unverified; ignore those of unknown keys. Throws `log.witness-utf8`,
 * `log.witness-response` (none), and what `parseSignatureLines` throws.
 */
export function parseCosignatures(body: TextInput): NoteSignature[] {
  const text = readText(body);
  if (text === undefined) throw new LogError("log.witness-utf8", "the answer is not UTF-8");
  if (text === "") throw noSignature();
  return parseSignatureLines(text);
}

/** The body of the answer 409, `text/x.tlog.size`: the size that the witness cosigned last. Throws `log.witness-size`. */
export function formatWitnessSize(size: number): string {
  if (!isSize(size)) throw notASize();
  return `${size}\n`;
}

/** The size in the body of an answer 409. Throws `log.witness-size`. */
export function parseWitnessSize(body: TextInput): number {
  const text = readText(body);
  const size = text?.endsWith("\n") === true ? parseSize(text.slice(0, -1)) : undefined;
  if (size === undefined) throw notASize();
  return size;
}

function parseHash(line: string): Uint8Array {
  const hash = parseHashLine(line);
  if (hash === undefined) throw notAHash();
  return hash;
}

function checkEnd(checkpoint: string): void {
  if (checkpoint.startsWith("\n") || !checkpoint.endsWith("\n")) {
    throw new LogError("log.witness-end", "the request does not end in the lines of a checkpoint");
  }
}

function notOld(line: string): LogError {
  return new LogError("log.witness-old", `${JSON.stringify(line.slice(0, 80))} is not an old size`);
}

function tooMany(count: number): LogError {
  return new LogError("log.witness-count", `${count} hashes, above 63`);
}

function notAHash(): LogError {
  return new LogError("log.witness-line", "a line of the consistency proof is not base64 of 32 bytes");
}

function noSignature(): LogError {
  return new LogError("log.witness-response", "the answer of the witness has no signature");
}

function notASize(): LogError {
  return new LogError("log.witness-size", "the answer of the witness is not a size");
}
