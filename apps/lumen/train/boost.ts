/** A tree as `models/heavy.txt` spells it. */
export type GrownTree = {
  readonly splitFeature: number[];
  readonly splitGain: number[];
  readonly threshold: number[];
  readonly left: number[];
  readonly right: number[];
  readonly leafValue: number[];
  readonly leafCount: number[];
};

type Leaf = { readonly rows: readonly number[]; readonly setParent: (child: number) => void };
type Split = { readonly feature: number; readonly threshold: number; readonly gain: number };

/** First and second derivative of the loss, for each row. */
type Errors = { readonly residuals: readonly number[]; readonly curvatures: readonly number[] };

export type BoostOptions = { readonly rounds: number; readonly leaves: number; readonly learningRate: number };

/** Gradient boosting with logistic loss for one output: `rows` are features, `targets` 0 or 1 or a probability. */
export function boost(
  rows: readonly (readonly number[])[],
  targets: readonly number[],
  { rounds, leaves, learningRate }: BoostOptions,
): readonly GrownTree[] {
  const average = targets.reduce((sum, target) => sum + target, 0) / targets.length;
  const begin = Number(Math.log(average / (1 - average)).toPrecision(6));
  const scores = rows.map(() => begin);
  return Array.from({ length: rounds }, (_, round) => {
    const predicted = scores.map((score) => 1 / (1 + Math.exp(-score)));
    const errors: Errors = {
      residuals: targets.map((target, row) => target - (predicted[row] ?? 0)),
      curvatures: predicted.map((probability) => probability * (1 - probability)),
    };
    // The average is in the leaves of the first tree, where LightGBM's own models have it.
    return growTree(rows, errors, scores, { leaves, learningRate, begin: round === 0 ? begin : 0 });
  });
}

function growTree(
  rows: readonly (readonly number[])[],
  errors: Errors,
  scores: number[],
  { leaves, learningRate, begin }: Omit<BoostOptions, "rounds"> & { readonly begin: number },
): GrownTree {
  const tree: GrownTree = {
    splitFeature: [],
    splitGain: [],
    threshold: [],
    left: [],
    right: [],
    leafValue: [],
    leafCount: [],
  };
  const open: Leaf[] = [{ rows: rows.map((_, row) => row), setParent: () => undefined }];
  while (open.length < leaves) {
    const best = open
      .map((leaf) => ({ leaf, split: bestSplit(rows, errors.residuals, leaf.rows) }))
      .toSorted((one, other) => other.split.gain - one.split.gain)[0];
    if (best === undefined || best.split.gain <= 0) break;
    divide(tree, open, best.leaf, best.split, rows);
  }
  open.forEach(({ rows: inLeaf, setParent }, index) => {
    const value = Number((learningRate * newton(errors, inLeaf)).toPrecision(6));
    setParent(-1 - index);
    tree.leafValue.push(Number((begin + value).toPrecision(6)));
    tree.leafCount.push(inLeaf.length);
    for (const row of inLeaf) scores[row] = (scores[row] ?? 0) + value;
  });
  return tree;
}

function divide(tree: GrownTree, open: Leaf[], leaf: Leaf, split: Split, rows: readonly (readonly number[])[]): void {
  const node = tree.splitFeature.length;
  leaf.setParent(node);
  tree.splitFeature.push(split.feature);
  tree.splitGain.push(Number(split.gain.toPrecision(6)));
  tree.threshold.push(split.threshold);
  tree.left.push(-1);
  tree.right.push(-1);
  const goesLeft = (row: number) => (rows[row]?.[split.feature] ?? 0) <= split.threshold;
  open.splice(
    open.indexOf(leaf),
    1,
    { rows: leaf.rows.filter(goesLeft), setParent: (child) => (tree.left[node] = child) },
    { rows: leaf.rows.filter((row) => !goesLeft(row)), setParent: (child) => (tree.right[node] = child) },
  );
}

/** The split of a leaf that explains most of what is left; thresholds are tried at sixteenths of the values. */
function bestSplit(
  rows: readonly (readonly number[])[],
  residuals: readonly number[],
  inLeaf: readonly number[],
): Split {
  let best: Split = { feature: 0, threshold: 0, gain: 0 };
  const total = sumOf(residuals, inLeaf);
  for (let feature = 0; feature < (rows[0]?.length ?? 0); feature++) {
    const sorted = inLeaf.map((row) => rows[row]?.[feature] ?? 0).toSorted((one, other) => one - other);
    for (let part = 1; part < 16; part++) {
      const threshold = Number((sorted[Math.floor((sorted.length * part) / 16)] ?? 0).toPrecision(6));
      const left = inLeaf.filter((row) => (rows[row]?.[feature] ?? 0) <= threshold);
      const others = inLeaf.length - left.length;
      if (left.length < 30 || others < 30) continue;
      const sum = sumOf(residuals, left);
      const gain = sum ** 2 / left.length + (total - sum) ** 2 / others - total ** 2 / inLeaf.length;
      if (gain > best.gain + 1e-9) best = { feature, threshold, gain };
    }
  }
  return best;
}

function newton({ residuals, curvatures }: Errors, inLeaf: readonly number[]): number {
  return sumOf(residuals, inLeaf) / (sumOf(curvatures, inLeaf) + 0.1);
}

function sumOf(residuals: readonly number[], inLeaf: readonly number[]): number {
  return inLeaf.reduce((sum, row) => sum + (residuals[row] ?? 0), 0);
}
