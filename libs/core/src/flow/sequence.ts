import {
  base64,
  integer,
  list,
  object,
  parseCanonical,
  read,
  formatCanonical,
  formatBase64,
} from "@countersign/attest";
import type { Files } from "./log-parts.ts";

/** Leaves that have their place in the log and are not yet under a published checkpoint. */
export type Sequence = { readonly from: number; readonly leaves: readonly Uint8Array[] };

/** Path of the sequence below the home. */
export const SEQUENCE = "sequence.json";
const LIMIT = 256 * 1024 * 1024;

/**
 * The leaves from index `published` on. The file may begin earlier (it is replaced only by the next append) and must
 * not begin later: then leaves would be missing, and nothing is invented.
 */
export async function readSequence(files: Files, published: number): Promise<Sequence> {
  const bytes = await files.get(SEQUENCE, LIMIT);
  if (bytes === undefined) return { from: published, leaves: [] };
  const { from, leaves } = read(sequenceReader, parseCanonical(bytes, "log"), "log");
  if (from + leaves.length <= published) return { from: published, leaves: [] };
  return from <= published ? { from: published, leaves: leaves.slice(published - from) } : { from, leaves };
}

/** Gives leaves their places: after this write they are in the log, before it they are not. */
export async function writeSequence(files: Files, { from, leaves }: Sequence): Promise<void> {
  await files.put(SEQUENCE, formatCanonical({ from, leaves: leaves.map(formatBase64) }));
}

const sequenceReader = object({ from: integer, leaves: list(base64) });
