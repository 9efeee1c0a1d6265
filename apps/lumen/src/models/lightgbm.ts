/** A tree: inner nodes by index; a child below 0 is the leaf `-1 - child`. */
type Tree = {
  readonly splitFeature: readonly number[];
  readonly threshold: readonly number[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly leaves: readonly number[];
};

/** A model of several outputs, each the sum of every `outputs`-th tree. */
export type TreeModel = {
  readonly features: readonly string[];
  readonly outputs: number;
  readonly trees: readonly Tree[];
};

/** Reads LightGBM's text format: a header, blocks that begin with `Tree=`, and `end of trees`. Numeric splits only. */
export function parseTreeModel(text: string): TreeModel {
  const [header = "", ...blocks] = text.split(/^Tree=/m);
  const head = fieldsOf(header);
  const features = (head.get("feature_names") ?? "").split(" ").filter((name) => name !== "");
  const outputs = Number(head.get("num_class"));
  if (features.length === 0 || !Number.isInteger(outputs) || outputs < 1) throw new Error("not a tree model");
  const trees = blocks.map((block) => parseTree(block.split("end of trees")[0] ?? "", features.length));
  if (trees.length % outputs !== 0) throw new Error("some output has fewer trees than another");
  return { features, outputs, trees };
}

function fieldsOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split("\n").flatMap((line) => {
      const at = line.indexOf("=");
      return at === -1 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const];
    }),
  );
}

function parseTree(block: string, features: number): Tree {
  const fields = fieldsOf(block);
  const numbers = (name: string) => (fields.get(name) ?? "").split(" ").filter(Boolean).map(Number);
  const [splitFeature, threshold, left, right, leaves] = [
    "split_feature",
    "threshold",
    "left_child",
    "right_child",
    "leaf_value",
  ].map(numbers);
  const tree = {
    splitFeature: splitFeature ?? [],
    threshold: threshold ?? [],
    left: left ?? [],
    right: right ?? [],
    leaves: leaves ?? [],
  };
  const inner = tree.splitFeature.length;
  const sound =
    tree.leaves.length === inner + 1 &&
    [tree.threshold, tree.left, tree.right].every((column) => column.length === inner) &&
    tree.splitFeature.every((feature) => feature >= 0 && feature < features) &&
    [...tree.left, ...tree.right].every((child, index) => child > index % inner || (child < 0 && -child <= inner + 1));
  if (!sound) throw new Error("a tree of the model is broken");
  return tree;
}

/** One number an output, as a sum of leaves; a feature that is not at hand counts as 0. */
export function evaluateTrees(
  { features, outputs, trees }: TreeModel,
  values: ReadonlyMap<string, number>,
): readonly number[] {
  const row = features.map((name) => values.get(name) ?? 0);
  const sums = Array.from({ length: outputs }, () => 0);
  trees.forEach((tree, index) => {
    const output = index % outputs;
    sums[output] = (sums[output] ?? 0) + leafOf(tree, row);
  });
  return sums;
}

function leafOf({ splitFeature, threshold, left, right, leaves }: Tree, row: readonly number[]): number {
  let node = splitFeature.length === 0 ? -1 : 0;
  while (node >= 0) {
    const goesLeft = (row[splitFeature[node] ?? 0] ?? 0) <= (threshold[node] ?? 0);
    node = (goesLeft ? left : right)[node] ?? -1;
  }
  return leaves[-1 - node] ?? 0;
}
