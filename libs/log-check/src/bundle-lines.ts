import { CountersignError, bundleReader, parseLeaf } from "@countersign/core";
import type { BundleHeader, BundleLeaf, Kind } from "@countersign/core";

/** The lines of a bundle, none of them verified. */
export type BundleLines = {
  readonly header: BundleHeader;
  readonly leaves: readonly BundleLeaf[];
  readonly checkpoint: string;
};

/** Reads a whole bundle. `bundle.…`: what `bundleReader` of core throws. */
export function bundleLines(all: Iterable<Uint8Array>): BundleLines {
  const reader = bundleReader();
  const leaves: BundleLeaf[] = [];
  let header: BundleHeader | undefined;
  let checkpoint: string | undefined;
  for (const line of all) {
    const item = reader.line(line);
    if (item.kind === "header") header = item.header;
    else if (item.kind === "leaf") leaves.push(item.leaf);
    else checkpoint = item.checkpoint;
  }
  reader.end();
  if (header === undefined || checkpoint === undefined) throw new CountersignError("bundle.empty", "there is no line");
  return { header, leaves, checkpoint };
}

/** Leaves that come with their evidence. */
export function countDisclosed({ leaves }: BundleLines): number {
  return leaves.filter((leaf) => "evidence" in leaf).length;
}

/** Of what kind a leaf says that its record is; undefined for one that is no leaf. */
export function kindOf(leaf: Uint8Array): Kind | undefined {
  try {
    return parseLeaf(leaf).kind;
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    return undefined;
  }
}
