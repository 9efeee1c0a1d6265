import { realpath } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { openRegular } from "@countersign/adapters/files";
import { CountersignError } from "@countersign/core";
import type { Home } from "@countersign/home/folder";

/**
 * The path of a file to be written whole. A slip must not cost a key or a log: nothing inside the home is replaced
 * (`usage.output-in-home`), and no existing file that does not begin like one of its kind (`usage.exists`).
 */
export async function outputFile(path: string, begins: string, { dir }: Home): Promise<string> {
  const file = resolve(path);
  const folder = await realpath(dirname(file)).catch(() => undefined);
  if (folder === undefined) throw new CountersignError("usage.output", `the folder of ${file} does not exist`);
  const home = await realpath(dir).catch(() => dir);
  const inside = folder === home || folder.startsWith(home + sep);
  if (inside && !folder.startsWith(join(home, "trial")))
    throw new CountersignError(
      "usage.output-in-home",
      `${file} lies in the home ${home}, which only its own commands write`,
    );
  const kept = await beginningOf(file, begins.length);
  if (kept === undefined || kept === "" || kept === begins) return file;
  throw new CountersignError("usage.exists", `${file} exists and is not a file of this kind; choose another name`);
}

/** The first bytes of a file as text; undefined where there is none. */
async function beginningOf(file: string, length: number): Promise<string | undefined> {
  try {
    await using handle = await openRegular(file);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead).toString("latin1");
  } catch (error) {
    if (error instanceof CountersignError && error.code === "files.missing") return undefined;
    throw error;
  }
}
