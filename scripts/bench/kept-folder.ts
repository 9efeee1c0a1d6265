import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Raised whenever something that a benchmark prepares changes. */
const VERSION = 2;

/** The folder that a benchmark reads, prepared on first use and kept in the machine's folder for temporary files. */
export async function keptFolder(name: string, prepare: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(tmpdir(), `countersign-bench-v${VERSION}`, name);
  if (existsSync(folder)) return folder;
  // Filled under another name: a folder that an interrupted run left half full is never taken for a whole one.
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  try {
    await prepare(unfinished);
    await rename(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return folder;
}
