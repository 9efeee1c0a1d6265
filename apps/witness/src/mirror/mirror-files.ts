import { join } from "node:path";
import { contentStore, nodeFileOps, openFolder } from "@countersign/adapters/files";
import type { ContentStore, FileOps, Folder } from "@countersign/adapters/files";
import { SALT_BYTES, parseLeaf } from "@countersign/core";
import type { LeafLine } from "@countersign/core";
import { CountersignError } from "@countersign/core/error";
import { TILE_WIDTH, formatBundlePath, parseEntryBundle } from "@countersign/tlog";
import { logFolder } from "../witness-folder.ts";
import { storedTile } from "./stored-tile.ts";

/** What a mirror keeps of a log, as a home keeps its own: `log/` as it is served, `evidence/` by digest. */
export type MirrorFiles = { readonly folder: Folder; readonly evidence: ContentStore };

/** A change record of 500,000 entries with its salt. */
const EVIDENCE_LIMIT = 256 * 1024 * 1024;

/** Opens what a witness keeps of a log; nothing need be there yet. */
export async function openMirrorFiles(
  witness: Pick<Folder, "path">,
  origin: string,
  disk: FileOps = nodeFileOps,
): Promise<MirrorFiles> {
  const path = join(witness.path, logFolder(origin));
  const options = { files: disk };
  const evidence = await openFolder(join(path, "evidence"), options);
  return { folder: await openFolder(path, options), evidence: contentStore(evidence) };
}

/** The leaves below a size from the entry bundles, one bundle after the other. `log.tile-missing`, `log.entry-bundle-…`. */
export async function* storedEntries(
  { folder }: Pick<MirrorFiles, "folder">,
  size: number,
): AsyncGenerator<readonly Uint8Array[], void, undefined> {
  for (let index = 0; index * TILE_WIDTH < size; index++) {
    const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH);
    const bytes = await storedTile(folder, formatBundlePath({ index, width }));
    if (bytes === undefined)
      throw new CountersignError("log.tile-missing", `entry bundle ${index} of width ${width} is not here`);
    yield parseEntryBundle(bytes, width);
  }
}

/** A leaf with what is kept of its evidence; a bare leaf where nothing is, or something else. */
export async function storedLine({ evidence }: Pick<MirrorFiles, "evidence">, leaf: Uint8Array): Promise<LeafLine> {
  const sha256 = digestIn(leaf);
  const salted = sha256 === undefined ? undefined : await kept(evidence, sha256);
  if (salted === undefined) return { leaf };
  return { leaf, salt: salted.subarray(0, SALT_BYTES), evidence: salted.subarray(SALT_BYTES) };
}

/** The salt of a leaf that is here with its evidence; undefined for another. */
export async function storedSalt(files: MirrorFiles, index: number): Promise<Uint8Array | undefined> {
  const width = (index % TILE_WIDTH) + 1;
  const bytes = await storedTile(files.folder, formatBundlePath({ index: Math.floor(index / TILE_WIDTH), width }));
  const leaf = bytes === undefined ? undefined : parseEntryBundle(bytes, width).at(-1);
  return leaf === undefined ? undefined : (await storedLine(files, leaf)).salt;
}

/** The digest of the evidence that a leaf names; undefined for a leaf that is none. */
export function digestIn(leaf: Uint8Array): string | undefined {
  try {
    return parseLeaf(leaf).sha256;
  } catch (error) {
    if (error instanceof CountersignError) return undefined;
    throw error;
  }
}

/** What lies under a digest; undefined where nothing does, or bytes that are not its own. */
export async function kept(evidence: ContentStore, sha256: string): Promise<Uint8Array | undefined> {
  try {
    return await evidence.get(sha256, EVIDENCE_LIMIT);
  } catch (error) {
    if (error instanceof CountersignError && error.code === "files.digest") return undefined;
    throw error;
  }
}
