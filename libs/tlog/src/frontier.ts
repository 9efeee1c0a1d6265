import type { Hasher } from "./crypto.ts";
import { LogError } from "./error.ts";
import { HASH_SIZE, emptyRoot, nodeHash } from "./hash.ts";
import { isSize } from "./size.ts";

/**
 * All that is needed to append to a tree and to compute its root: its size and the roots of the complete subtrees that
 * it is made of, largest (leftmost) first, one for each bit that is set in the size.
 */
export type Frontier = { readonly size: number; readonly hashes: readonly Uint8Array[] };

/** A frontier that is being extended in place. */
export type GrowingFrontier = { size: number; readonly hashes: Uint8Array[] };

/** The frontier of the empty tree. */
export const EMPTY_FRONTIER: Frontier = { size: 0, hashes: [] };

/** The frontier with one more leaf, given by its leaf hash. Throws `log.size` at 2^53 − 1 leaves, `log.hash-length`. */
export function appendLeaf(hasher: Hasher, frontier: Frontier, leaf: Uint8Array): Frontier {
  const grown = growFrontier(frontier);
  pushLeaf(hasher, grown, leaf);
  return grown;
}

/** The root of the tree (RFC 6962 §2.1). Throws `log.frontier` where the hashes do not fit the size. */
export function frontierRoot(hasher: Hasher, frontier: Frontier): Uint8Array {
  checkFrontier(frontier);
  return (
    frontier.hashes.reduceRight<Uint8Array | undefined>(
      (right, left) => (right === undefined ? left : nodeHash(hasher, left, right)),
      undefined,
    ) ?? emptyRoot(hasher)
  );
}

/** A copy of a frontier to be extended in place. Throws `log.frontier` where the hashes do not fit the size. */
export function growFrontier(frontier: Frontier): GrowingFrontier {
  checkFrontier(frontier);
  return { size: frontier.size, hashes: [...frontier.hashes] };
}

/**
 * Extends a frontier by one leaf in place: two hash operations amortised, the leaf's own included. `completed` is told
 * every subtree that this leaf completes, smallest first, by height (0: the leaf itself) and root.
 */
export function pushLeaf(
  hasher: Hasher,
  frontier: GrowingFrontier,
  leaf: Uint8Array,
  completed?: (height: number, root: Uint8Array) => void,
): void {
  if (leaf.length !== HASH_SIZE) throw new LogError("log.hash-length", `a leaf hash has ${leaf.length} bytes, not 32`);
  if (frontier.size >= Number.MAX_SAFE_INTEGER) throw new LogError("log.size", "the log is full");
  let root = leaf;
  completed?.(0, root);
  for (let rest = frontier.size, height = 1; rest % 2 === 1; rest = (rest - 1) / 2, height++) {
    const left = frontier.hashes.pop();
    if (left === undefined) throw new LogError("log.frontier", `size ${frontier.size} has too few hashes`);
    root = nodeHash(hasher, left, root);
    completed?.(height, root);
  }
  frontier.hashes.push(root);
  frontier.size += 1;
}

function checkFrontier({ size, hashes }: Frontier): void {
  if (!isSize(size)) throw new LogError("log.frontier", `${size} is not a tree size`);
  const wanted = countBits(size);
  if (hashes.length !== wanted || hashes.some((hash) => hash.length !== HASH_SIZE)) {
    throw new LogError("log.frontier", `size ${size} needs ${wanted} hashes of 32 bytes, not ${hashes.length}`);
  }
}

function countBits(size: number): number {
  let bits = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) bits += rest % 2;
  return bits;
}
