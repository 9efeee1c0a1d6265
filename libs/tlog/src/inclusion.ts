import type { Hasher } from "./crypto.ts";
import { LogError } from "./error.ts";
import { HASH_SIZE, nodeHash, sameBytes } from "./hash.ts";
import { isSize } from "./size.ts";
import { halving, rangeHash, rememberTiles } from "./subtree.ts";
import type { ReadTile } from "./tile.ts";

/** A claim that a leaf stands at an index of the tree with a size and root, with its audit path (leaf's sibling first). */
export type Inclusion = {
  readonly index: number;
  readonly size: number;
  readonly leafHash: Uint8Array;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
};

/**
 * The audit path of a leaf (RFC 9162 §2.1.3.1), from the tiles of a tree of that size; reads two or three tiles per
 * tile level. Throws `log.proof-size`, `log.proof-index`, `log.tile-length`. The path is as good as the tiles: whoever
 * uses tiles from elsewhere checks it, or reads through `verifiedTiles`.
 */
export function proveInclusion(hasher: Hasher, readTile: ReadTile, index: number, size: number): Uint8Array[] {
  checkIndex(index, size);
  const read = rememberTiles(readTile);
  const path: Uint8Array[] = [];
  for (let start = 0, end = size; end - start > 1;) {
    const middle = start + halving(end - start);
    const [siblingStart, siblingEnd] = index < middle ? [middle, end] : [start, middle];
    path.push(rangeHash(hasher, read, size, siblingStart, siblingEnd));
    if (index < middle) end = middle;
    else start = middle;
  }
  return path.toReversed();
}

/**
 * Checks an audit path (RFC 9162 §2.1.3.2). Throws `log.proof-size` (a size that is no size), `log.proof-index` (index
 * not below it), `log.proof-hash` (a hash without 32 bytes), `log.proof-length` (too many or too few hashes),
 * `log.proof-root` (another root).
 */
export function checkInclusion(hasher: Hasher, { index, size, leafHash, root, proof }: Inclusion): void {
  checkIndex(index, size);
  if ([leafHash, root, ...proof].some((hash) => hash.length !== HASH_SIZE)) {
    throw new LogError("log.proof-hash", "a hash of the inclusion proof does not have 32 bytes");
  }
  if (!sameBytes(climb(hasher, index, size, leafHash, proof), root)) {
    throw new LogError("log.proof-root", `the leaf is not at index ${index} of the tree with this root`);
  }
}

function checkIndex(index: number, size: number): void {
  if (!isSize(size)) throw new LogError("log.proof-size", `${size} is not a tree size`);
  if (!isSize(index) || index >= size)
    throw new LogError("log.proof-index", `index ${index} is not in a tree of size ${size}`);
}

function climb(
  hasher: Hasher,
  index: number,
  size: number,
  leaf: Uint8Array,
  proof: readonly Uint8Array[],
): Uint8Array {
  let node = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) throw wrongLength(index, size, proof);
    // The last node of a level without a right sibling moves up as it is: skip the levels where it does.
    while (node === last && node % 2 === 0) [node, last] = [node / 2, last / 2];
    hash = node % 2 === 1 ? nodeHash(hasher, sibling, hash) : nodeHash(hasher, hash, sibling);
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  if (last !== 0) throw wrongLength(index, size, proof);
  return hash;
}

function wrongLength(index: number, size: number, proof: readonly Uint8Array[]): LogError {
  return new LogError(
    "log.proof-length",
    `${proof.length} hashes do not lead from index ${index} to the root of size ${size}`,
  );
}
