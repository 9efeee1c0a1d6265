import { opendir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { errnoOf, fileError, mapped } from "./error.ts";
import { nodeFileOps } from "./file-ops.ts";
import type { FileOps } from "./file-ops.ts";

/** How a folder is made: `mode` (default 0o755, reduced by the umask) is that of each folder created on the way. */
export type MakeFolderOptions = { readonly mode?: number; readonly files?: FileOps };

/**
 * Makes a folder and its missing parents so that they survive a loss of power: each is created, then the folder that
 * lists it is synced, before the next. A folder that exists is fine; anything else of that name is `files.not-a-folder`.
 * Other errors: the codes of `fileError`.
 */
export async function makeFolder(path: string, options: MakeFolderOptions = {}): Promise<void> {
  const { mode = 0o755, files = nodeFileOps } = options;
  const { existing, missing } = await survey(resolve(path));
  await settle(existing, files);
  for (const folder of missing) await makeOne(folder, mode, files);
}

/** The deepest folder on the way that exists, and those below it that do not, from the top. */
async function survey(path: string): Promise<{ readonly existing: string; readonly missing: readonly string[] }> {
  const missing: string[] = [];
  let folder = path;
  for (; !(await isFolder(folder)); folder = dirname(folder)) missing.unshift(folder);
  return { existing: folder, missing };
}

async function isFolder(path: string): Promise<boolean> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return true;
    throw Object.assign(new Error("not a folder"), { code: "ENOTDIR" });
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return false;
    throw fileError(path, error);
  }
}

/**
 * Nothing is put into a folder before its name is durable, except that its maker died in between: only one that is
 * still empty can be in that state.
 */
async function settle(folder: string, files: FileOps): Promise<void> {
  if (!(await isEmpty(folder))) return;
  try {
    await files.syncFolder(dirname(folder));
  } catch (error) {
    // A folder whose parent we may not even read was not made by us.
    if (errnoOf(error) !== "EACCES") throw fileError(dirname(folder), error);
  }
}

async function isEmpty(path: string): Promise<boolean> {
  const folder = await mapped(path, opendir(path));
  try {
    return (await folder.read()) === null;
  } finally {
    await folder.close();
  }
}

async function makeOne(path: string, mode: number, files: FileOps): Promise<void> {
  try {
    await files.mkdir(path, mode);
  } catch (error) {
    // Another process may have been faster; its sync may still be under way, so ours follows all the same.
    if (errnoOf(error) !== "EEXIST" || !(await isFolder(path))) throw fileError(path, error);
  }
  await mapped(dirname(path), files.syncFolder(dirname(path)));
}
