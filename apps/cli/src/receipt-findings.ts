import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Envelope } from "@countersign/attest";
import { CountersignError, verdictFindings } from "@countersign/core";
import type { AuditFinding, LogContents } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { verdictId } from "@countersign/home";
import { readVerdictFile } from "./verdict-file.ts";

/**
 * Compares receipts with the verdicts at hand: the files of a folder, or those that a home keeps. Nothing where nobody has
 * any: a log alone does not hold them. `usage.verdicts` for a folder that is none.
 */
export async function receiptFindings(
  log: LogContents,
  home: string,
  folder: string | undefined,
): Promise<readonly AuditFinding[]> {
  const dir = await verdictFolder(home, folder);
  return dir === undefined ? [] : verdictFindings(nodeCrypto, log, await verdictsIn(dir));
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
