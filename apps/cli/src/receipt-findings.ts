import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { AttestError, parseStrict } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import { readBounded } from "@countersign/adapters/files";
import { CountersignError, parseInventory, runningFindings, verdictFindings } from "@countersign/core";
import type { AuditFinding, LogContents, RunningTarget } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { verdictId } from "@countersign/home";
import { readVerdictFile } from "./verdict-file.ts";

/** Bytes of an inventory: a hundred thousand targets and more. */
const LIMIT = 64 * 1024 * 1024;

/**
 * Compares receipts with the verdicts at hand, the files of a folder or those that a home keeps, and with an inventory of what
 * runs. Nothing of verdicts where nobody has any: a log alone does not hold them. `usage.verdicts` for a folder that is none,
 * `usage.inventory` for a file that is no inventory.
 */
export async function receiptFindings(
  log: LogContents,
  home: string,
  { verdicts: folder, running }: { readonly verdicts: string | undefined; readonly running: string | undefined },
): Promise<readonly AuditFinding[]> {
  const dir = await verdictFolder(home, folder);
  const verdicts = dir === undefined ? undefined : await verdictsIn(dir);
  const receipts = verdicts === undefined ? [] : verdictFindings(nodeCrypto, log, verdicts);
  if (running === undefined) return receipts;
  const known = verdicts === undefined ? undefined : new Set(verdicts.keys());
  return [...receipts, ...runningFindings(log, await readInventory(running), known)];
}

async function readInventory(path: string): Promise<readonly RunningTarget[]> {
  const bytes = await readBounded(resolve(path), LIMIT);
  try {
    return parseInventory(parseStrict(bytes));
  } catch (error) {
    if (!(error instanceof AttestError || error instanceof CountersignError)) throw error;
    throw new CountersignError("usage.inventory", `${path}: ${error.detail}`, { cause: error });
  }
}

/** The folder that has verdicts: the one that was named (`usage.verdicts`), else that of a home; undefined where there is none. */
export async function verdictFolder(home: string, folder: string | undefined): Promise<string | undefined> {
  const dir = folder === undefined ? join(home, "verdicts") : resolve(folder);
  const isThere = await stat(dir).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isThere) return dir;
  if (folder === undefined) return undefined;
  throw new CountersignError("usage.verdicts", `${dir} is no folder`);
}

/** Verdicts in a folder by the hash that receipts name; names of files say nothing. */
export async function verdictsIn(dir: string): Promise<ReadonlyMap<string, Envelope>> {
  const names = (await readdir(dir)).filter((name) => name.endsWith(".json"));
  const found = await Promise.all(names.map((name) => readVerdictFile(join(dir, name))));
  return new Map(found.map((envelope) => [verdictId(envelope), envelope]));
}
