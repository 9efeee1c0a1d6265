import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { readBounded } from "@countersign/adapters/files/reading";
import { CountersignError } from "@countersign/core";

/** A file of a manifest: its path with `/`, and its bytes. */
export type ManifestFile = { readonly path: string; readonly content: Uint8Array };

/** Bytes of all files, so that they fit into one request; artifacts themselves are named by their digests. */
const MOST_BYTES = 16 * 1024 * 1024;

/** All files below a folder, by path. `usage.manifest-file` for what is neither file nor folder, `limit.manifest` for too much. */
export async function readManifestFolder(dir: string): Promise<readonly ManifestFile[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new CountersignError("files.missing", `there is no folder ${dir}`, { cause });
  });
  const files: ManifestFile[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) continue;
    if (!entry.isFile()) throw new CountersignError("usage.manifest-file", `${file} is neither a file nor a folder`);
    const content = await readBounded(file, MOST_BYTES);
    bytes += content.length;
    if (bytes > MOST_BYTES) throw new CountersignError("limit.manifest", `${dir} has more than ${MOST_BYTES} bytes`);
    files.push({ path: relative(dir, file).split(sep).join("/"), content });
  }
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}
