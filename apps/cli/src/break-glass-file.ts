import { resolve } from "node:path";
import { parseEnvelope } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import { readBounded } from "@countersign/adapters/files";
import { parseRecord } from "@countersign/core";
import type { BreakGlass } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";

const LIMIT = 1024 * 1024;

/** Reads a signed break-glass, complete or not; verifies no signature. Codes: those of files, envelopes and records. */
export async function readBreakGlassFile(path: string): Promise<Envelope & { readonly record: BreakGlass }> {
  const envelope = parseEnvelope(await readBounded(resolve(path), LIMIT));
  return { ...envelope, record: parseRecord(nodeCrypto, "break-glass", envelope.payload).record };
}
