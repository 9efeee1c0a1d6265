import { AttestError, parseEnvelope } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import { LogError } from "@countersign/tlog";
import type { Sha256 } from "../crypto.ts";
import { CountersignError } from "../error.ts";
import { checkEvidence } from "./evidence.ts";
import type { Kind } from "./kind.ts";
import { parseLeaf } from "./leaf.ts";
import { recordId } from "./record.ts";

/** One leaf as it comes in a bundle: its bytes, and its evidence unless the reader has no right to it. */
export type LeafLine = {
  readonly leaf: Uint8Array;
  readonly salt?: Uint8Array;
  readonly evidence?: Uint8Array;
};

/** What is wrong with the evidence of a leaf. */
export type LeafError = CountersignError | AttestError | LogError;

/**
 * A leaf with what its evidence says, before any signature is looked at. `record` is the record's id; of evidence that
 * cannot be opened it is what the leaf commits to, or empty when not even the leaf can be read.
 */
export type OpenedLeaf = { readonly leaf: Uint8Array; readonly record: string } & (
  | { readonly kind: Kind; readonly envelope: Envelope }
  | { readonly problem: LeafError }
);

/**
 * Opens a leaf: its evidence is what it commits to, and an envelope. A pure function of the line, so it may be called
 * before the leaves in front of it have been read. Codes of the problem: `log.leaf`, `bundle.evidence-missing`,
 * `bundle.evidence-mismatch`, those of `parseEnvelope`.
 */
export function openLeaf(crypto: Sha256, line: LeafLine): OpenedLeaf {
  const known = { leaf: line.leaf, record: "" };
  try {
    const { kind, sha256 } = parseLeaf(line.leaf);
    known.record = sha256;
    if (line.salt === undefined || line.evidence === undefined)
      throw new CountersignError("bundle.evidence-missing", `the evidence of this leaf (${kind}) is not here`);
    checkEvidence(crypto, { kind, sha256 }, line.salt, line.evidence);
    const envelope = parseEnvelope(line.evidence);
    return { leaf: line.leaf, record: recordId(crypto, envelope.payload), kind, envelope };
  } catch (error) {
    if (!isLeafError(error)) throw error;
    return { ...known, problem: error };
  }
}

/** Whether an error says what is wrong with a leaf, and is not a failure of ours. */
export function isLeafError(error: unknown): error is LeafError {
  return error instanceof CountersignError || error instanceof AttestError || error instanceof LogError;
}
