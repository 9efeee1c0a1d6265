import { resolve } from "node:path";
import { formatEnvelope, parseEnvelope, parseStatement, predicateType } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import { readBounded, writeFileDurably } from "@countersign/adapters/files";
import { CountersignError } from "@countersign/core";

const LIMIT = 16 * 1024 * 1024;

/** Reads a signed verdict; verifies nothing. Codes: those of files, envelopes and statements. */
export async function readVerdictFile(path: string): Promise<Envelope> {
  return parseEnvelope(await readBounded(resolve(path), LIMIT));
}

/** Writes a signed verdict. An earlier verdict of that name is replaced; any other file is `usage.exists`. */
export async function writeVerdictFile(path: string, envelope: Envelope): Promise<string> {
  const file = resolve(path);
  await refuseOtherFile(file);
  await writeFileDurably(file, formatEnvelope(envelope));
  return file;
}

async function refuseOtherFile(file: string): Promise<void> {
  try {
    const { payload } = await readVerdictFile(file);
    if (parseStatement(payload).predicateType === predicateType("verdict")) return;
  } catch (error) {
    if (error instanceof CountersignError && error.code === "files.missing") return;
    if (error instanceof CountersignError && error.code.startsWith("files.")) throw error;
  }
  throw new CountersignError("usage.exists", `${file} exists and is no verdict; choose another name`);
}
