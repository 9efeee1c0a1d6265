import {
  AttestError,
  canonicalText,
  formatBase64,
  integer,
  nonEmptyString,
  object,
  parseBase64,
  parseCanonical,
  read,
} from "@countersign/attest";
import type { Reader } from "@countersign/attest";
import { CountersignError } from "../error.ts";

/** The media type of a bundle. */
export const BUNDLE_TYPE = "application/vnd.countersign.bundle.v1+jsonl";

/** The longest line that a bundle may have; who splits a stream into lines stops there too. */
export const MAX_LINE_BYTES = 256 * 1024 * 1024;

/** The first line: leaves `from` to `size` (not included) of the log `origin` follow. */
export type BundleHeader = { readonly origin: string; readonly from: number; readonly size: number };

/** A leaf's bytes with the salt and envelope that it commits to, and the packet of a change when it was asked for. */
export type DisclosedLeaf = {
  readonly leaf: Uint8Array;
  readonly salt: Uint8Array;
  readonly evidence: Uint8Array;
  readonly packet?: Uint8Array;
};

/** A leaf as a reader without rights gets it. */
export type UndisclosedLeaf = { readonly leaf: Uint8Array };

/** One line of a leaf. */
export type BundleLeaf = DisclosedLeaf | UndisclosedLeaf;

/** What one line of a bundle says; `index` counts leaves from the beginning of the log. */
export type BundleItem =
  | { readonly kind: "header"; readonly header: BundleHeader }
  | { readonly kind: "leaf"; readonly index: number; readonly leaf: BundleLeaf }
  | { readonly kind: "checkpoint"; readonly checkpoint: string };

/** Reads a bundle line by line; see `bundleReader`. */
export type BundleReader = {
  /** Takes the next line without its line feed. */
  readonly line: (bytes: Uint8Array) => BundleItem;
  /** Says that there are no more lines. */
  readonly end: () => void;
};

/** The first line, canonical JSON like every line of a bundle ("Bundle"): `{"bundle":1,"from":0,"origin":"…","size":2}`. */
export function formatBundleHeader({ origin, from, size }: BundleHeader): Uint8Array {
  return encoder.encode(canonicalText({ bundle: 1, from, origin, size }));
}

/** A line in the middle: `{"evidence":"…","leaf":"…","packet":"…","salt":"…"}`, or `{"leaf":"…"}` when undisclosed. */
export function formatBundleLeaf(line: BundleLeaf): Uint8Array {
  const leaf = `"leaf":"${formatBase64(line.leaf)}"`;
  if (!("evidence" in line)) return encoder.encode(`{${leaf}}`);
  const packet = line.packet === undefined ? "" : `,"packet":"${formatBase64(line.packet)}"`;
  return encoder.encode(
    `{"evidence":"${formatBase64(line.evidence)}",${leaf}${packet},"salt":"${formatBase64(line.salt)}"}`,
  );
}

/** The last line, the cosigned note in one string: `{"checkpoint":"…"}`. */
export function formatBundleCheckpoint(checkpoint: string): Uint8Array {
  return encoder.encode(canonicalText({ checkpoint }));
}

/**
 * A reader for the lines of one bundle, each without its line feed; it keeps nothing of what it has read. It verifies
 * spelling and order, no hash and no signature. Codes: `bundle.empty` (no line), `bundle.header`, `bundle.line` (good
 * JSON that is neither leaf nor checkpoint, or base64 in another spelling), `bundle.json-…` and `bundle.duplicate-key`
 * for what is not canonical JSON, `bundle.index` (a leaf beyond `size`), `bundle.truncated` (the checkpoint or the end
 * comes too early), `bundle.trailing` (something follows the checkpoint), `limit.bundle` (a line is too long).
 */
export function bundleReader(): BundleReader {
  let header: BundleHeader | undefined;
  let next = 0;
  let closed = false;
  const readNext = (bytes: Uint8Array): BundleItem => {
    if (header === undefined) {
      header = parseHeader(bytes);
      next = header.from;
      return { kind: "header", header };
    }
    const leaf = readLeaf(decoder.decode(bytes));
    if (leaf === undefined) {
      const checkpoint = parseLastLine(bytes);
      if (next < header.size)
        throw new CountersignError(
          "bundle.truncated",
          `the checkpoint follows leaf ${next - 1}, the header promises ${header.size} leaves`,
        );
      closed = true;
      return { kind: "checkpoint", checkpoint };
    }
    if (next >= header.size)
      throw new CountersignError("bundle.index", `leaf ${next} of a log with ${header.size} leaves`);
    return { kind: "leaf", index: next++, leaf };
  };
  return {
    line(bytes) {
      if (closed) throw new CountersignError("bundle.trailing", "a line follows the checkpoint");
      if (bytes.length > MAX_LINE_BYTES) throw new CountersignError("limit.bundle", `a line of ${bytes.length} bytes`);
      return readNext(bytes);
    },
    end() {
      if (header === undefined) throw new CountersignError("bundle.empty", "there is not even a header");
      if (!closed) throw new CountersignError("bundle.truncated", "the bundle ends before its checkpoint");
    },
  };
}

/** The leaf with its evidence; `bundle.evidence-missing` when the bundle does not disclose it, as a gate demands of every leaf. */
export function disclosed(leaf: BundleLeaf, index: number): DisclosedLeaf {
  if ("evidence" in leaf) return leaf;
  throw new CountersignError("bundle.evidence-missing", `leaf ${index} comes without its evidence`);
}

/**
 * Checks that a bundle continues what the reader already has, or begins before its end: another log is `log.origin`, a
 * bundle that leaves out what comes next is `bundle.from`, with `known` in its facts.
 */
export function checkBundleHeader(
  header: BundleHeader,
  { origin, known }: { readonly origin: string; readonly known: number },
): void {
  if (header.origin !== origin) throw new CountersignError("log.origin", `the bundle is of another log than ${origin}`);
  if (header.from <= known) return;
  throw new CountersignError(
    "bundle.from",
    `the bundle begins at leaf ${header.from}, only ${known} leaves are known`,
    {
      facts: { known },
      remedy: `Make a bundle that begins there: countersign bundle ${known === 0 ? "" : `--since ${known} `}-o FILE`,
    },
  );
}

const encoder = new TextEncoder();
/** One unit for each byte; what is not ASCII is no line of a leaf. */
const decoder = new TextDecoder("latin1");

const headerReader = object({ bundle: integer, from: integer, origin: nonEmptyString, size: integer });
const checkpointReader = object({ checkpoint: nonEmptyString });

function parseHeader(bytes: Uint8Array): BundleHeader {
  const { bundle, from, origin, size } = readMembers(headerReader, bytes, "bundle.header");
  if (bundle === 1 && from <= size) return { origin, from, size };
  throw new CountersignError("bundle.header", `version ${bundle}, leaves ${from} to ${size}`);
}

function parseLastLine(bytes: Uint8Array): string {
  return readMembers(checkpointReader, bytes, "bundle.line").checkpoint;
}

const MEMBERS: ReadonlySet<string> = new Set(["unknown-field", "missing-field", "field-type", "field-value"]);

/** Reads a line by the rules of canonical JSON; all that is wrong with its members has one code. */
function readMembers<T>(reader: Reader<T>, bytes: Uint8Array, code: string): T {
  const value = parseCanonical(bytes, "bundle");
  try {
    return read(reader, value, "bundle");
  } catch (error) {
    if (!(error instanceof AttestError) || !MEMBERS.has(error.code.slice("bundle.".length))) throw error;
    throw new CountersignError(code, error.detail, { cause: error });
  }
}

/**
 * The leaf that a line holds, undefined when the line is not made like one. No JSON parser: a log has many lines, the
 * members stand in one order, and strict base64 needs no escapes.
 */
function readLeaf(line: string): BundleLeaf | undefined {
  const evidence = member(line, '{"evidence":"', 0);
  const leaf = member(line, evidence === undefined ? '{"leaf":"' : ',"leaf":"', evidence?.end ?? 0);
  if (leaf === undefined) return undefined;
  if (evidence === undefined)
    return line.length === leaf.end + 1 && line.endsWith("}") ? { leaf: parseBytes(leaf.text) } : undefined;
  const packet = member(line, ',"packet":"', leaf.end);
  const salt = member(line, ',"salt":"', (packet ?? leaf).end);
  if (salt === undefined || line.length !== salt.end + 1 || !line.endsWith("}")) return undefined;
  return {
    leaf: parseBytes(leaf.text),
    salt: parseBytes(salt.text),
    evidence: parseBytes(evidence.text),
    ...(packet === undefined ? {} : { packet: parseBytes(packet.text) }),
  };
}

type Member = { readonly text: string; readonly end: number };

function member(line: string, opening: string, at: number): Member | undefined {
  if (!line.startsWith(opening, at)) return undefined;
  const close = line.indexOf('"', at + opening.length);
  return close === -1 ? undefined : { text: line.slice(at + opening.length, close), end: close + 1 };
}

function parseBytes(text: string): Uint8Array {
  try {
    return parseBase64(text, "bundle");
  } catch (cause) {
    throw new CountersignError("bundle.line", "a member is not standard base64 with padding", { cause });
  }
}
