import { CountersignError, parseLeaf } from "@countersign/core";
import type { Kind } from "@countersign/core";
import type { SoundLog } from "@countersign/log-check";

/** An entry as it is listed: where it stands, and of what kind the service says that it is. */
type Listed = { readonly index: number; readonly kind: Kind };

/** How far an entry of a list is known to be in the log: its leaf is of that kind under the checkpoint, or the checkpoint is older than it. */
export type ListedState = "in-tree" | "not-covered";

/**
 * Holds what a service lists against the verified tree. `log.leaf-mismatch` where the tree has another kind of leaf at that place; `log.…` where its bundle
 * is not what its tile has.
 */
export async function verifyListed(log: SoundLog, items: readonly Listed[]): Promise<ReadonlyMap<number, ListedState>> {
  const states = new Map<number, ListedState>();
  for (const { index, kind } of items) {
    if (index >= log.checkpoint.size) {
      states.set(index, "not-covered");
      continue;
    }
    const [leaf] = await log.leaves(index, index + 1);
    const found = leaf === undefined ? undefined : parseLeaf(leaf).kind;
    if (found !== kind)
      throw new CountersignError(
        "log.leaf-mismatch",
        `leaf ${index} is of kind ${found ?? "none"} in the tree, and the service lists it as ${kind}`,
      );
    states.set(index, "in-tree");
  }
  return states;
}
