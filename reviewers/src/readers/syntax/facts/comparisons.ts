import type { Comparison } from "../../../facts/fact.ts";
import type { Rule } from "../rule.ts";
import type { SyntaxTree } from "../tree/syntax-tree.ts";
import { valueOf } from "./values.ts";
import type { Walk } from "./walk.ts";

type Operator = Comparison["operator"];

/** Comparisons of one node. */
const MOST = 200;

/** How languages spell comparisons. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["==", "=="],
  ["===", "=="],
  ["is", "=="],
  ["eq", "=="],
  ["equals", "=="],
  ["!=", "!="],
  ["!==", "!="],
  ["is not", "!="],
  ["<>", "!="],
  ["ne", "!="],
  ["<", "<"],
  ["<=", "<="],
  [">", ">"],
  [">=", ">="],
  ["in", "in"],
  ["not in", "not in"],
]);

/** `left < right`. False if the operator compares nothing. */
export function sayComparison(walk: Walk, node: number, rule: Rule & { readonly is: "binary" }): boolean {
  const { tree } = walk;
  const spelled = tree.source(tree.child(node, rule.operator));
  const left = tree.child(node, rule.left);
  const right = tree.child(node, rule.right);
  if (spelled === "contains") {
    say(walk, node, right, "in", left);
    return true;
  }
  const operator = OPERATORS.get(spelled);
  if (operator === undefined) return false;
  say(walk, node, left, operator, right);
  return true;
}

/** `0 < x <= 5`: a comparison for each operator. */
export function sayComparisons(walk: Walk, node: number): void {
  const { tree } = walk;
  let left = -1;
  let spelled = "";
  let said = 0;
  for (const child of tree.children(node)) {
    if (OPERATORS.has(tree.code(child, 10)) && tree.rule(child) === undefined) spelled = tree.code(child, 10);
    else if (tree.named(child)) {
      const operator = OPERATORS.get(spelled);
      if (left !== -1 && operator !== undefined && said < MOST) say(walk, node, left, operator, child);
      said += 1;
      left = child;
    }
  }
}

/** `list.contains(x)`, `a.equals(b)`, `slices.Contains(list, x)`: calls that compare. */
export function sayComparingCall(
  walk: Walk,
  node: number,
  name: string,
  object: number,
  args: readonly number[],
): void {
  const operator = COMPARING.get(name);
  const [first = -1, second = -1] = args;
  if (operator === undefined || first === -1) return;
  const denied = isDenied(walk.tree, node);
  const isContainer = operator === "in";
  if (args.length === 2 && /^[A-Z]/.test(name)) {
    if (isContainer) say(walk, node, second, denied ? "not in" : "in", first);
    else say(walk, node, first, denied ? "!=" : operator, second);
  } else if (args.length === 1 && object !== -1) {
    if (isContainer) say(walk, node, first, denied ? "not in" : "in", object);
    else if (operator === "matches") say(walk, node, object, "matches", first);
    else say(walk, node, object, denied ? "!=" : operator, first);
  }
}

/** Literals that a case chooses by are compared with what is chosen by. */
export function sayChosen(walk: Walk, node: number, pattern: number): void {
  const { tree } = walk;
  const chosen = chosenBy(tree, node);
  if (chosen === -1 || pattern === -1) return;
  let said = 0;
  const behind = tree.after(pattern);
  for (let at = pattern; at < behind && said < MOST;) {
    const is = tree.rule(at)?.is;
    if (is === "string" || is === "number" || is === "unary") {
      say(walk, at, chosen, "==", at);
      said += 1;
      at = tree.after(at);
    } else at = at === pattern || ALTERNATIVES.has(tree.type(at)) ? at + 1 : tree.after(at);
  }
}

function chosenBy(tree: SyntaxTree, node: number): number {
  for (let at = tree.parent(node), height = 0; at > 0 && height < 3; at = tree.parent(at), height += 1) {
    const rule = tree.rule(at);
    if (rule?.is === "choice") return tree.child(at, rule.value);
  }
  return -1;
}

function say(walk: Walk, node: number, left: number, operator: Operator, right: number): void {
  walk.say(node, { fact: "comparison", left: valueOf(walk.tree, left), operator, right: valueOf(walk.tree, right) });
}

/** Whether a `!` or `not` stands right before it. */
function isDenied(tree: SyntaxTree, node: number): boolean {
  let at = tree.parent(node);
  while (at > 0 && tree.rule(at)?.is === "wrapper") at = tree.parent(at);
  return tree.rule(at)?.is === "unary" && /^(?:!|not\b)/.test(tree.code(at, 4));
}

const COMPARING: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ...["contains", "includes", "has", "containsKey", "contains_key", "Contains", "isMember", "contains_any"].map(
    (name) => [name, "in"] as const,
  ),
  ...["equals", "equalsIgnoreCase", "eq_ignore_ascii_case", "Equal", "EqualFold"].map((name) => [name, "=="] as const),
  ...[
    "matches",
    "startsWith",
    "starts_with",
    "startswith",
    "endsWith",
    "ends_with",
    "endswith",
    "is_match",
    "HasPrefix",
  ].map((name) => [name, "matches"] as const),
]);

const ALTERNATIVES: ReadonlySet<string> = new Set([
  "alternative_pattern",
  "or_pattern",
  "union_pattern",
  "match_pattern",
  "case_pattern",
  "expression_list",
  "switch_label",
]);
