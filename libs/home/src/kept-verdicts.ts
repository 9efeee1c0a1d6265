import { formatEnvelope, parseEnvelope } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import type { Folder } from "@countersign/adapters/files";
import { verdictId } from "./verdict-id.ts";

const FOLDER = "verdicts/";
const LIMIT = 16 * 1024 * 1024;

/** Keeps a verdict in the home beside the log, under the id by which its receipts name it: an auditor compares both. */
export async function keepVerdict({ folder }: { readonly folder: Folder }, envelope: Envelope): Promise<void> {
  await folder.put(`${FOLDER}${verdictId(envelope)}.json`, formatEnvelope(envelope));
}

/** A kept verdict by its id; undefined when it is not here, or when what is here is another. */
export async function keptVerdict({ folder }: { readonly folder: Folder }, id: string): Promise<Envelope | undefined> {
  const bytes = await folder.get(`${FOLDER}${id}.json`, LIMIT);
  if (bytes === undefined) return undefined;
  const envelope = parseEnvelope(bytes);
  return verdictId(envelope) === id ? envelope : undefined;
}
