import type { Hasher } from "./crypto.ts";
import { LogError } from "./error.ts";
import { HASH_SIZE, emptyRoot, nodeHash, sameBytes } from "./hash.ts";
import { isSize } from "./size.ts";
import { halving, rangeHash, rememberTiles } from "./subtree.ts";
import type { ReadTile } from "./tile.ts";

/** A claim that the tree with the new size and root begins with the tree with the old size and root. */
export type Consistency = {
  readonly oldSize: number;
  readonly oldRoot: Uint8Array;
  readonly newSize: number;
  readonly newRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
};

/**
 * The consistency proof between two sizes (RFC 9162 §2.1.4.1), from the tiles of the tree of the new size. Empty where
 * the old size is 0 or equal to the new one. Throws `log.proof-size`, `log.proof-order`, `log.tile-length`.
 */
export function proveConsistency(hasher: Hasher, readTile: ReadTile, oldSize: number, newSize: number): Uint8Array[] {
  checkOrder(oldSize, newSize);
  if (oldSize === 0) return [];
  const read = rememberTiles(readTile);
  const proof: Uint8Array[] = [];
  let start = 0;
  let end = newSize;
  while (end !== oldSize) {
    const middle = start + halving(end - start);
    const [otherStart, otherEnd] = oldSize <= middle ? [middle, end] : [start, middle];
    proof.push(rangeHash(hasher, read, newSize, otherStart, otherEnd));
    if (oldSize <= middle) end = middle;
    else start = middle;
  }
  // Where the old tree is itself a node of the new one, the verifier knows that node: it is the old root.
  if (start > 0) proof.push(rangeHash(hasher, read, newSize, start, end));
  return proof.toReversed();
}

/**
 * Checks a consistency proof (RFC 9162 §2.1.4.2). Throws `log.proof-size`, `log.proof-order` (the old tree is larger),
 * `log.proof-hash` (a hash without 32 bytes), `log.proof-length` (too many or too few hashes), `log.fork` (equal sizes,
 * unequal roots), `log.proof-old-root` and `log.proof-root` (the proof leads to another old or new root).
 */
export function checkConsistency(hasher: Hasher, { oldSize, oldRoot, newSize, newRoot, proof }: Consistency): void {
  checkOrder(oldSize, newSize);
  if ([oldRoot, newRoot, ...proof].some((hash) => hash.length !== HASH_SIZE)) {
    throw new LogError("log.proof-hash", "a hash of the consistency proof does not have 32 bytes");
  }
  if (oldSize === newSize && !sameBytes(oldRoot, newRoot)) {
    throw new LogError("log.fork", `two trees of size ${oldSize} have different roots`);
  }
  if (oldSize === 0 && !sameBytes(oldRoot, emptyRoot(hasher))) throw otherOldRoot(oldSize);
  if (oldSize === 0 || oldSize === newSize) {
    if (proof.length > 0) throw wrongLength(oldSize, newSize, proof);
    return;
  }
  checkBothRoots(hasher, { oldSize, oldRoot, newSize, newRoot, proof });
}

function checkOrder(oldSize: number, newSize: number): void {
  if (!isSize(oldSize) || !isSize(newSize))
    throw new LogError("log.proof-size", `${oldSize} or ${newSize} is not a tree size`);
  if (oldSize > newSize)
    throw new LogError("log.proof-order", `the old size ${oldSize} is above the new size ${newSize}`);
}

function checkBothRoots(hasher: Hasher, { oldSize, oldRoot, newSize, newRoot, proof }: Consistency): void {
  let node = oldSize - 1;
  let last = newSize - 1;
  while (node % 2 === 1) [node, last] = [(node - 1) / 2, Math.floor(last / 2)];
  // node is 0 here only for a power of two: then the old root is the first node of the path and is not sent.
  const [first, ...rest] = node === 0 ? [oldRoot, ...proof] : proof;
  if (first === undefined) throw wrongLength(oldSize, newSize, proof);
  let oldHash = first;
  let newHash = first;
  for (const hash of rest) {
    if (last === 0) throw wrongLength(oldSize, newSize, proof);
    if (node % 2 === 1 || node === last) {
      oldHash = nodeHash(hasher, hash, oldHash);
      newHash = nodeHash(hasher, hash, newHash);
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else {
      newHash = nodeHash(hasher, newHash, hash);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  if (last !== 0) throw wrongLength(oldSize, newSize, proof);
  if (!sameBytes(oldHash, oldRoot)) throw otherOldRoot(oldSize);
  if (!sameBytes(newHash, newRoot))
    throw new LogError("log.proof-root", `the proof leads to another root of size ${newSize}`);
}

function otherOldRoot(oldSize: number): LogError {
  return new LogError("log.proof-old-root", `the proof leads to another root of the old size ${oldSize}`);
}

function wrongLength(oldSize: number, newSize: number, proof: readonly Uint8Array[]): LogError {
  return new LogError("log.proof-length", `${proof.length} hashes do not lead from size ${oldSize} to size ${newSize}`);
}
