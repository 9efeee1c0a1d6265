import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { CountersignError } from "@countersign/core/error";
import { parseBlobPath, refuseLinks } from "./blob-path.ts";
import { errnoOf, fileError } from "./error.ts";

/**
 * The relative paths of all files below `root` that begin with `prefix`, sorted by their UTF-8 bytes. Names that begin
 * with a dot are passed over. A symbolic link among them is `files.link`, another thing that is no file
 * `usage.not-a-file`: a listing that left them out would hide them.
 */
export async function listBlobs(root: string, prefix: string): Promise<readonly string[]> {
  const folders = prefix.split("/").slice(0, -1);
  const start = folders.length === 0 ? [] : parseBlobPath(folders.join("/"));
  await refuseLinks(root, [...start, ""]);
  const found: string[] = [];
  await collect(root, start, prefix, found);
  return found.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

async function collect(root: string, folder: readonly string[], prefix: string, found: string[]): Promise<void> {
  for (const entry of await entriesOf(join(root, ...folder))) {
    const components = [...folder, entry.name];
    const path = components.join("/");
    if (entry.name.startsWith(".") || !mayBegin(path, prefix)) continue;
    if (entry.isDirectory()) await collect(root, components, prefix, found);
    else if (path.startsWith(prefix)) found.push(requireFile(root, path, entry));
  }
}

/** Whether `path`, or something below it, can begin with `prefix`. */
function mayBegin(path: string, prefix: string): boolean {
  return path.startsWith(prefix) || prefix.startsWith(`${path}/`);
}

function requireFile(root: string, path: string, entry: Dirent): string {
  if (entry.isFile()) return path;
  if (entry.isSymbolicLink()) throw new CountersignError("files.link", `${join(root, path)} is a symbolic link`);
  throw new CountersignError("usage.not-a-file", `${join(root, path)} is neither a file nor a folder`);
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return [];
    throw fileError(folder, error);
  }
}
