import { CountersignError, emptyTree } from "@countersign/core";
import type { Oid, TreeDifference } from "@countersign/core";
import type { TreeSource } from "../hazards/surroundings.ts";

/** Every file of a tree; none where it is beyond the bound of one walk. */
export async function treeFiles(
  source: Pick<TreeSource, "diff" | "objectFormat">,
  tree: Oid,
): Promise<readonly TreeDifference[]> {
  try {
    const all = await source.diff(emptyTree(source.objectFormat), tree);
    return all.filter(({ newMode }) => newMode.startsWith("100"));
  } catch (error) {
    if (error instanceof CountersignError && error.code.startsWith("limit.")) return [];
    throw error;
  }
}
