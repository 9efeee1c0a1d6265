import { leafLines, parseLeaf, publishedCheckpoint } from "@countersign/core";
import type { Kind, LeafLine, LogContents, LogParts } from "@countersign/core";
import { entryFacts } from "./entry-facts.ts";

/** A leaf of the log as it is kept; undefined beyond the last. `evidence`: with salt and envelope, where they are here. */
export async function readLeaf(
  parts: LogParts,
  index: number,
  { evidence }: { readonly evidence: boolean },
): Promise<LeafLine | undefined> {
  const bare = { ...parts, evidence: { ...parts.evidence, get: async () => undefined } };
  for await (const line of leafLines(evidence ? parts : bare, index)) return line;
  return undefined;
}

/** Leaves under the published checkpoint; those above wait for their quorum. */
export async function publishedSize(parts: LogParts): Promise<number> {
  return (await publishedCheckpoint(parts)).size;
}

/** The kinds of leaves that say nothing: they are few, so their leaves are read, once for the same contents. */
export function silentKinds(parts: LogParts, contents: LogContents): Promise<ReadonlyMap<number, Kind>> {
  const known = silent.get(contents) ?? readKinds(parts, contents);
  silent.set(contents, known);
  known.catch(() => silent.delete(contents));
  return known;
}

const silent = new WeakMap<LogContents, Promise<ReadonlyMap<number, Kind>>>();

async function readKinds(parts: LogParts, contents: LogContents): Promise<ReadonlyMap<number, Kind>> {
  const known = entryFacts(contents);
  const kinds = new Map<number, Kind>();
  for (let index = 0; index < contents.size && known.size + kinds.size < contents.size; index += 1) {
    if (known.has(index)) continue;
    const line = await readLeaf(parts, index, { evidence: false });
    if (line !== undefined) kinds.set(index, parseLeaf(line.leaf).kind);
  }
  return kinds;
}
