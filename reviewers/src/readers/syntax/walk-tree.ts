import { sayBranch, sayCase, sayHandler } from "./facts/branches.ts";
import { sayCall } from "./facts/calls.ts";
import { sayComparison, sayComparisons } from "./facts/comparisons.ts";
import { sayDefinition, sayMembers } from "./facts/definitions.ts";
import { sayImport } from "./facts/imports.ts";
import { sayChain, sayList } from "./facts/lists.ts";
import { sayTokens } from "./facts/macros.ts";
import { sayArgument, sayAssignment, sayBinding, sayPair, sayUpdate } from "./facts/settings.ts";
import type { Walk } from "./facts/walk.ts";
import type { Rule } from "./rule.ts";

/** Visits every node once, from the first to the last, and says what it means. */
export function walkTree(walk: Walk): void {
  const { tree } = walk;
  const { count } = tree.columns;
  for (let node = 0; node < count && walk.beyond === undefined;) {
    walk.reach(node);
    const rule = tree.rule(node);
    if (rule?.is === "skipped") node = tree.after(node);
    else {
      if (rule !== undefined) visit(walk, node, rule);
      node += 1;
    }
  }
}

function visit(walk: Walk, node: number, rule: Rule): void {
  const { tree } = walk;
  switch (rule.is) {
    case "definition":
      return sayDefinition(walk, node, rule);
    case "members":
      return sayMembers(walk, node);
    case "binding":
      return sayBinding(walk, node, rule);
    case "assignment":
      return sayAssignment(walk, node, rule);
    case "argument":
      return visitArgument(walk, node, rule);
    case "pair":
      return sayPair(walk, node, tree.child(node, rule.key), tree.child(node, rule.value));
    case "binary":
      return visitBinary(walk, node, rule);
    case "comparison":
      return sayComparisons(walk, node);
    case "call":
      return sayCall(walk, node);
    case "list":
    case "map":
    case "body":
      sayList(walk, node);
      return;
    case "branch":
      return sayBranch(walk, node, rule);
    case "case":
      return sayCase(walk, node, rule);
    case "handler":
      return sayHandler(walk, node, rule);
    case "import":
      return sayImport(walk, node, rule.spelled);
    case "tokens":
      return sayTokens(walk, node);
    case "comment":
    case "number":
    case "boolean":
    case "name":
    case "annotation":
    case "skipped":
    case "string":
    case "wrapper":
    case "member":
    case "generic":
    case "arguments":
    case "unary":
    case "lambda":
    case "choice":
      return;
    default: {
      const never: never = rule;
      return never;
    }
  }
}

function visitArgument(walk: Walk, node: number, rule: Rule & { readonly is: "argument" }): void {
  const { tree } = walk;
  if (rule.name !== undefined && rule.value !== undefined) {
    sayArgument(walk, node, tree.child(node, rule.name), tree.child(node, rule.value));
    return;
  }
  const [name = -1, value = -1] = tree.namedChildren(node);
  sayArgument(walk, node, name, value);
}

function visitBinary(walk: Walk, node: number, rule: Rule & { readonly is: "binary" }): void {
  const { tree } = walk;
  const operator = tree.source(tree.child(node, rule.operator));
  if (operator === "->") sayPair(walk, node, tree.child(node, rule.left), tree.child(node, rule.right));
  else if (SETS.test(operator)) sayUpdate(walk, node, rule, operator);
  else if (!sayComparison(walk, node, rule)) sayChain(walk, node, rule);
}

/** Operators of Scala that change what is on their left. */
const SETS = /^(?:[-+*/%|&^]|\+\+|--)=$/;
