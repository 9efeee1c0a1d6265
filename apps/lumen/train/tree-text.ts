import type { GrownTree } from "./boost.ts";

/** LightGBM's text of a model of several outputs; `forests` has the trees of each output. */
export function formatTreeModel(
  features: readonly string[],
  rows: readonly (readonly number[])[],
  forests: readonly (readonly GrownTree[])[],
): string {
  const rounds = forests[0]?.length ?? 0;
  const trees = Array.from({ length: rounds }, (_, round) => forests.flatMap((forest) => forest[round] ?? [])).flat();
  const blocks = trees.map((tree, index) => treeBlock(tree, index));
  const header = [
    "tree",
    "version=v4",
    `num_class=${forests.length}`,
    `num_tree_per_iteration=${forests.length}`,
    "label_index=0",
    `max_feature_idx=${features.length - 1}`,
    "objective=multiclassova num_class:6 sigmoid:1",
    `feature_names=${features.join(" ")}`,
    `feature_infos=${features.map((_, index) => range(rows.map((row) => row[index] ?? 0))).join(" ")}`,
    `tree_sizes=${blocks.map((block) => block.length).join(" ")}`,
    "",
    "",
  ].join("\n");
  return `${header}${blocks.join("")}end of trees\n\n${importances(features, trees)}\nparameters:\n[boosting: gbdt]\n[objective: multiclassova]\n[num_leaves: 6]\n[learning_rate: 0.3]\n\nend of parameters\n`;
}

function treeBlock(tree: GrownTree, index: number): string {
  return [
    `Tree=${index}`,
    `num_leaves=${tree.leafValue.length}`,
    "num_cat=0",
    `split_feature=${tree.splitFeature.join(" ")}`,
    `split_gain=${tree.splitGain.join(" ")}`,
    `threshold=${tree.threshold.join(" ")}`,
    `decision_type=${tree.threshold.map(() => 2).join(" ")}`,
    `left_child=${tree.left.join(" ")}`,
    `right_child=${tree.right.join(" ")}`,
    `leaf_value=${tree.leafValue.join(" ")}`,
    `leaf_count=${tree.leafCount.join(" ")}`,
    "shrinkage=1",
    "",
    "",
    "",
  ].join("\n");
}

function range(values: readonly number[]): string {
  const lowest = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const highest = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return `[${Number(lowest.toPrecision(6))}:${Number(highest.toPrecision(6))}]`;
}

function importances(features: readonly string[], trees: readonly GrownTree[]): string {
  const counts = features.map((name, index) => {
    const uses = trees.reduce((sum, tree) => sum + tree.splitFeature.filter((one) => one === index).length, 0);
    return { name, uses };
  });
  const used = counts.filter(({ uses }) => uses > 0).toSorted((one, other) => other.uses - one.uses);
  return `feature_importances:\n${used.map(({ name, uses }) => `${name}=${uses}\n`).join("")}`;
}
