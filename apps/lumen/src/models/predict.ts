import { ACTIONS } from "./actions.ts";
import type { Action } from "./actions.ts";
import { evaluateTrees } from "./lightgbm.ts";
import type { TreeModel } from "./lightgbm.ts";

/** The probability of each action, by the heavy model: each output through the logistic function. */
export function predict(heavy: TreeModel, features: ReadonlyMap<string, number>): ReadonlyMap<Action, number> {
  const sums = evaluateTrees(heavy, features);
  return new Map(ACTIONS.map((action, index) => [action, logistic(sums[index] ?? 0)]));
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
