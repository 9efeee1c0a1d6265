import type { Checkpoint } from "./checkpoint.ts";
import type { Hasher } from "./crypto.ts";
import { LogError } from "./error.ts";
import { EMPTY_FRONTIER, frontierRoot, growFrontier, pushLeaf } from "./frontier.ts";
import type { Frontier } from "./frontier.ts";
import { leafHash, sameBytes } from "./hash.ts";

/** One who reads every leaf of a log in order and recomputes its root. Holds about fifty hashes, whatever the size. */
export type Follower = {
  /** Leaves read so far, those of the state that it was resumed from included. */
  readonly size: () => number;
  /** Reads the next leaf and gives its index. Throws `log.size` at 2^53 − 1 leaves. */
  readonly add: (entry: Uint8Array) => number;
  /** What to keep so as to go on later. */
  readonly frontier: () => Frontier;
  /** The checkpoint, if it is of exactly the leaves read. Throws `log.size` (of more or fewer), `log.root` (of others). */
  readonly check: <C extends Pick<Checkpoint, "size" | "root">>(checkpoint: C) => C;
};

/**
 * Follows a log from its beginning, or from a kept frontier (else `log.frontier`). A root that is recomputed from one's
 * own frontier proves that the log only grew since, without a consistency proof.
 */
export function followLog(hasher: Hasher, from: Frontier = EMPTY_FRONTIER): Follower {
  const frontier = growFrontier(from);
  return {
    size: () => frontier.size,
    add(entry) {
      pushLeaf(hasher, frontier, leafHash(hasher, entry));
      return frontier.size - 1;
    },
    frontier: () => ({ size: frontier.size, hashes: [...frontier.hashes] }),
    check(checkpoint) {
      if (checkpoint.size !== frontier.size) {
        throw new LogError(
          "log.size",
          `the checkpoint is of ${checkpoint.size} leaves, and ${frontier.size} were read`,
        );
      }
      if (!sameBytes(frontierRoot(hasher, frontier), checkpoint.root)) {
        throw new LogError("log.root", `the ${frontier.size} leaves read do not lead to the root of the checkpoint`);
      }
      return checkpoint;
    },
  };
}
