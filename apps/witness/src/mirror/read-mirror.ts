import { readerAhead } from "@countersign/core";
import type { LogReader, Root } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { EMPTY_EDGE, LogError, edgePaths, frontierRoot, planAppend } from "@countersign/tlog";
import type { Edge } from "@countersign/tlog";
import type { LeafLine } from "@countersign/core";
import { digestIn, storedEntries, storedLine } from "./mirror-files.ts";
import type { MirrorFiles } from "./mirror-files.ts";
import { TILE_LIMIT } from "./stored-tile.ts";

/** A log as a mirror has read it: where it goes on, its reader, and the leaves whose evidence is not here, by index. */
export type MirroredLog = {
  readonly edge: Edge;
  readonly reader: LogReader;
  readonly missing: ReadonlyMap<number, string>;
  /** Files of the tree that were not those of the leaves; they have been written anew. */
  readonly repaired: readonly string[];
};

/**
 * Reads what is kept of a log, leaf by leaf as every reader does, and computes the tree anew. `log.root` where the leaves do
 * not lead to the root, `log.tile-missing`, `log.entry-bundle-…`: then the leaves have to be fetched again.
 */
export async function readMirror(
  files: MirrorFiles,
  root: Root,
  tree: { readonly size: number; readonly root: Uint8Array },
): Promise<MirroredLog> {
  const reader = readerAhead(nodeCrypto, root);
  const missing = new Map<number, string>();
  const growing: Growing = { edge: EMPTY_EDGE, repaired: [] };
  for await (const _ of reader.read(lines(files, root.log.origin, tree.size, growing, missing), (line) => line));
  if (!sameBytes(frontierRoot(nodeCrypto, growing.edge.frontier), tree.root))
    throw new LogError("log.root", `the ${tree.size} leaves that are kept do not lead to the root of the checkpoint`);
  return { edge: growing.edge, reader, missing, repaired: growing.repaired };
}

/** Pieces of evidence that are read at once. */
const AT_ONCE = 8;

type Growing = { edge: Edge; readonly repaired: string[] };

async function* lines(
  files: MirrorFiles,
  origin: string,
  size: number,
  growing: Growing,
  missing: Map<number, string>,
): AsyncGenerator<LeafLine, void, undefined> {
  const served = new Set(edgePaths(size));
  let index = 0;
  for await (const entries of storedEntries(files, size)) {
    const plan = planAppend(nodeCrypto, origin, growing.edge, entries);
    growing.edge = plan.edge;
    for (const { path, bytes } of plan.writes)
      if (!path.startsWith("tile/entries/") && (!path.includes(".p/") || served.has(path)))
        await mend(files, path, bytes, growing.repaired);
    for (let at = 0; at < entries.length; at += AT_ONCE)
      for (const line of await Promise.all(entries.slice(at, at + AT_ONCE).map((leaf) => storedLine(files, leaf)))) {
        const sha256 = digestIn(line.leaf);
        if (line.evidence === undefined && sha256 !== undefined) missing.set(index, sha256);
        index += 1;
        yield line;
      }
  }
}

/** A hash tile follows from the leaves: one that is not what they give is written anew. */
async function mend({ folder }: MirrorFiles, path: string, bytes: Uint8Array, repaired: string[]): Promise<void> {
  const found = await folder.get(`log/${path}`, TILE_LIMIT);
  if (found !== undefined && sameBytes(found, bytes)) return;
  // A partial tile of a tree that was only a step on the way was never written.
  if (found !== undefined || !path.includes(".p/")) repaired.push(path);
  await folder.put(`log/${path}`, bytes);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
