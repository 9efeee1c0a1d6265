import { resolve } from "node:path";
import { parseEnvelope } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import { readBounded } from "@countersign/adapters/files";
import { parseRecord, recordId } from "@countersign/core";
import type { BreakGlass } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";

const LIMIT = 1024 * 1024;

/** Reads a signed break-glass, complete or not; verifies no signature. Codes: those of files, envelopes and records. */
export async function readBreakGlassFile(path: string): Promise<Envelope & { readonly record: BreakGlass }> {
  const envelope = parseEnvelope(await readBounded(resolve(path), LIMIT));
  return { ...envelope, record: parseRecord(nodeCrypto, "break-glass", envelope.payload).record };
}

/** The record id of a signed break-glass, as the log would have it. Codes: those of `readBreakGlassFile`. */
export async function readBreakGlassId(path: string): Promise<string> {
  return recordId(nodeCrypto, (await readBreakGlassFile(path)).payload);
}
