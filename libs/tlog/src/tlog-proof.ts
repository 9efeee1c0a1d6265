import { decodeBase64, encodeBase64 } from "./base64.ts";
import type { Verifier } from "./crypto.ts";
import { LogError } from "./error.ts";
import { HASH_SIZE, leafHash } from "./hash.ts";
import { MAX_PROOF_HASHES, formatHashLine, parseHashLine, splitFrame } from "./hash-lines.ts";
import { checkInclusion } from "./inclusion.ts";
import { openCheckpoint } from "./open-checkpoint.ts";
import type { OpenedCheckpoint } from "./open-checkpoint.ts";
import { isSize, parseSize } from "./size.ts";
import { readText } from "./text.ts";
import type { TextInput } from "./text.ts";
import type { Trust } from "./trust.ts";

/**
 * The parts of a `.tlog-proof`: index of the entry, its audit path, the cosigned checkpoint as a note, and optional
 * bytes for the application, which nothing authenticates and which are never empty.
 */
export type TlogProof = {
  readonly index: number;
  readonly hashes: readonly Uint8Array[];
  readonly extra?: Uint8Array;
  readonly checkpoint: string;
};

/** What a good proof says: the entry stands at `index` of the log at this checkpoint. `extra` is not authenticated. */
export type CheckedProof = {
  readonly index: number;
  readonly checkpoint: OpenedCheckpoint;
  readonly extra: Uint8Array | undefined;
};

/**
 * A proof as text (C2SP tlog-proof v1): header, `extra` line if any, `index` line, hash lines, an empty line, the
 * checkpoint. Throws `log.proof-number`, `log.proof-line`, `log.proof-count`, `log.proof-extra`, `log.proof-end`.
 */
export function formatTlogProof({ index, hashes, extra, checkpoint }: TlogProof): string {
  if (!isSize(index)) throw notAnIndex(String(index));
  if (hashes.length > MAX_PROOF_HASHES) throw tooMany(hashes.length);
  if (hashes.some((hash) => hash.length !== HASH_SIZE)) throw notAHash();
  if (extra?.length === 0) throw notExtra();
  checkEnd(checkpoint);
  const extraLine = extra === undefined ? "" : `extra ${encodeBase64(extra)}\n`;
  return `${HEADER}\n${extraLine}index ${index}\n${hashes.map(formatHashLine).join("")}\n${checkpoint}`;
}

/**
 * Takes a proof apart without verifying anything. Throws `log.proof-utf8`, `log.proof-separator` (no empty line),
 * `log.proof-header`, `log.proof-extra` (not base64, or empty), `log.proof-number` (no index line, or another spelling),
 * `log.proof-count` (above 63 hashes), `log.proof-line` (not a hash), `log.proof-end` (no checkpoint lines).
 */
export function parseTlogProof(input: TextInput): TlogProof {
  const text = readText(input);
  if (text === undefined) throw new LogError("log.proof-utf8", "the proof is not UTF-8");
  const frame = splitFrame(text);
  if (text !== HEADER && !text.startsWith(`${HEADER}\n`))
    throw new LogError("log.proof-header", `the first line is not ${HEADER}`);
  if (frame === undefined)
    throw new LogError("log.proof-separator", "no empty line separates the proof from a checkpoint");
  const [, ...lines] = frame.lines;
  const extra = lines[0]?.startsWith("extra ") === true ? parseExtra(lines.shift()) : undefined;
  const index = parseIndex(lines.shift());
  if (lines.length > MAX_PROOF_HASHES) throw tooMany(lines.length);
  const hashes = lines.map(parseHash);
  checkEnd(frame.rest);
  return { index, hashes, ...(extra === undefined ? {} : { extra }), checkpoint: frame.rest };
}

/**
 * Verifies that an entry is in a log (C2SP tlog-proof v1, "Verifying"), offline: the proof's checkpoint against the
 * trust, then the audit path of the entry's leaf hash against its root. Throws what `parseTlogProof`, `openCheckpoint`
 * and `checkInclusion` throw.
 */
export function checkTlogProof(crypto: Verifier, proof: TextInput, entry: Uint8Array, trust: Trust): CheckedProof {
  const { index, hashes, extra, checkpoint: note } = parseTlogProof(proof);
  const checkpoint = openCheckpoint(crypto, note, trust);
  const { size, root } = checkpoint;
  checkInclusion(crypto, { index, size, leafHash: leafHash(crypto, entry), root, proof: hashes });
  return { index, checkpoint, extra };
}

const HEADER = "c2sp.org/tlog-proof@v1";

function parseExtra(line = ""): Uint8Array {
  const extra = decodeBase64(line.slice("extra ".length));
  if (extra === undefined || extra.length === 0) throw notExtra();
  return extra;
}

function parseIndex(line = ""): number {
  const index = line.startsWith("index ") ? parseSize(line.slice("index ".length)) : undefined;
  if (index === undefined) throw notAnIndex(line);
  return index;
}

function parseHash(line: string): Uint8Array {
  const hash = parseHashLine(line);
  if (hash === undefined) throw notAHash();
  return hash;
}

function checkEnd(checkpoint: string): void {
  if (checkpoint.startsWith("\n") || !checkpoint.endsWith("\n")) {
    throw new LogError("log.proof-end", "the proof does not end in the lines of a checkpoint");
  }
}

function notAnIndex(line: string): LogError {
  return new LogError("log.proof-number", `${JSON.stringify(line.slice(0, 80))} is not an index`);
}

function tooMany(count: number): LogError {
  return new LogError("log.proof-count", `${count} hashes, above 63`);
}

function notAHash(): LogError {
  return new LogError("log.proof-line", "a line of the proof is not base64 of 32 bytes");
}

function notExtra(): LogError {
  return new LogError("log.proof-extra", "the extra data is not base64 of at least one byte");
}
