import { lstat, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";

/** The repository that a path lies in, or would lie in once it is made; undefined for none. Links are followed. */
export async function repositoryAround(path: string): Promise<string | undefined> {
  for (let folder = await existing(path); ; folder = dirname(folder)) {
    if ((await isThere(join(folder, ".git"))) || (await isGitFolder(folder))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

/** The repository that an existing folder lies in, for those who stand in a part of their work tree; else the path as it is. */
export async function repositoryAbove(path: string): Promise<string> {
  const folder = await realpath(path).catch(() => undefined);
  if (folder === undefined) return path;
  const found = await repositoryAround(folder);
  return found === undefined || found === folder ? path : found;
}

/** A path without links, or the deepest folder on the way to it that exists. */
export async function existing(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    return path === dirname(path) ? path : existing(dirname(path));
  }
}

/** What git itself takes for a repository: a bare one, or the `.git` of a work tree. */
async function isGitFolder(folder: string): Promise<boolean> {
  const parts = await Promise.all(["HEAD", "objects", "refs"].map((name) => isThere(join(folder, name))));
  return parts.every(Boolean);
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
