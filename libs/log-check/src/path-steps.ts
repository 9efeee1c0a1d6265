import { nodeHash } from "@countersign/tlog";
import type { Hasher, Inclusion } from "@countersign/tlog";

/**
 * One step of a Merkle path: the hash so far is joined with its `sibling`, which stands on the `side`, and gives `result`.
 * `level` counts from 1 at the leaf's parent; a level where a node moves up alone has no step.
 */
export type PathStep = {
  readonly level: number;
  readonly side: "left" | "right";
  readonly sibling: Uint8Array;
  readonly result: Uint8Array;
};

/**
 * The steps of an audit path (RFC 9162 §2.1.3.2), each recomputed, for people to follow; `checkInclusion` of tlog says whether the path is
 * one. A path that is too long ends where the root is reached. Throws `log.hash-length`.
 */
export function pathSteps(
  hasher: Hasher,
  { index, size, leafHash, proof }: Omit<Inclusion, "root">,
): readonly PathStep[] {
  const steps: PathStep[] = [];
  let [node, last, level, hash] = [index, size - 1, 0, leafHash];
  for (const sibling of proof) {
    if (last <= 0) break;
    while (node === last && node % 2 === 0) [node, last, level] = [node / 2, last / 2, level + 1];
    const side = node % 2 === 1 ? "left" : "right";
    hash = side === "left" ? nodeHash(hasher, sibling, hash) : nodeHash(hasher, hash, sibling);
    [node, last, level] = [Math.floor(node / 2), Math.floor(last / 2), level + 1];
    steps.push({ level, side, sibling, result: hash });
  }
  return steps;
}
