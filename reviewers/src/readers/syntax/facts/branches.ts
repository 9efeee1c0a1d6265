import { LONGEST } from "../limits.ts";
import type { Rule } from "../rule.ts";
import type { SyntaxTree } from "../tree/syntax-tree.ts";
import { blockCode } from "./blocks.ts";
import { sayChosen } from "./comparisons.ts";
import { isMain } from "./tests.ts";
import { unwrapped } from "./names.ts";
import type { Walk } from "./walk.ts";

/** An `if`, a ternary. */
export function sayBranch(walk: Walk, node: number, rule: Rule & { readonly is: "branch" }): void {
  const { tree } = walk;
  const [first = -1, second = -1, third = -1] = rule.when === undefined ? [...tree.namedChildren(node)] : [];
  const when = code(tree, rule.when === undefined ? second : unwrapped(tree, tree.child(node, rule.when)));
  const then = rule.taken === undefined ? first : tree.child(node, rule.taken);
  const otherwise = rule.otherwise === undefined ? third : tree.child(node, rule.otherwise);
  const test = isMain(walk.language, when);
  if (test) walk.enter(node, "", true);
  const sort = FAILED.test(when) ? "error" : "if";
  walk.branch(node, sort, when, blockCode(tree, then), blockCode(tree, otherwise));
}

/** A case of a choice; of what was caught, or of a failure, it is an error's. */
export function sayCase(walk: Walk, node: number, rule: Rule & { readonly is: "case" }): void {
  const { tree } = walk;
  const pattern = rule.pattern === undefined ? tree.ofType(node, rule.guard ?? "") : tree.child(node, rule.pattern);
  const guard = rule.pattern === undefined ? tree.child(node, "guard") : tree.ofType(node, rule.guard ?? "");
  const label = pattern === -1 ? "default" : code(tree, pattern).replace(/^case /, "");
  const when = guard === -1 ? label : `${label} ${code(tree, guard)}`.slice(0, LONGEST.branch);
  const sort = FAILURE.test(when) || isCaught(tree, node) ? "error" : "case";
  walk.branch(node, sort, when, caseBody(tree, node, rule, pattern));
  sayChosen(walk, node, pattern);
}

/** A clause that catches what failed. Where cases follow, each of them says it. */
export function sayHandler(walk: Walk, node: number, rule: Rule & { readonly is: "handler" }): void {
  const { tree } = walk;
  const caught = rule.caught === undefined ? tree.firstNamed(node) : part(tree, node, rule.caught);
  const then = rule.taken === undefined ? -1 : part(tree, node, rule.taken);
  walk.branch(node, "error", code(tree, caught), blockCode(tree, then));
}

/** `option.getOrElse(x)`, `result.unwrap_or(x)`, `future.rescue {…}`: what is taken when something failed. */
export function sayFallback(walk: Walk, node: number, name: string, object: number, args: number): void {
  if (!FALLBACKS.has(name) || object === -1) return;
  const then =
    args === -1
      ? ""
      : code(walk.tree, args)
          .replace(/^[({] ?/, "")
          .replace(/ ?[)}]$/, "");
  walk.branch(node, "error", code(walk.tree, object), then);
}

function caseBody(tree: SyntaxTree, node: number, rule: Rule & { readonly is: "case" }, pattern: number): string {
  const field = rule.taken === undefined ? -1 : part(tree, node, rule.taken);
  if (field !== -1 && tree.type(node) !== "switch_case" && tree.type(node) !== "case_clause")
    return blockCode(tree, field);
  const { firstToken, endToken } = tree.columns;
  const labelled = pattern === -1 ? (firstToken[node] ?? 0) + 1 : (endToken[pattern] ?? 0);
  const from = field === -1 ? labelled + 1 : (firstToken[field] ?? 0);
  return tree.codeOf(from, endToken[node] ?? 0, LONGEST.branch).replace(/ ;$/, "");
}

function isCaught(tree: SyntaxTree, node: number): boolean {
  return tree.type(tree.parent(tree.parent(node))) === "catch_clause";
}

/** A child by its field, or else by its type. */
function part(tree: SyntaxTree, node: number, name: string): number {
  const field = tree.child(node, name);
  return field === -1 ? tree.ofType(node, name) : field;
}

function code(tree: SyntaxTree, node: number): string {
  return tree.code(node, LONGEST.branch);
}

/** A condition that holds when something failed. */
const FAILED = /^(?:\w*[eE]rr(?:or)? != (?:nil|null|undefined)$|let (?:Err|None)\b)/;
const FAILURE = /^(?:Err|Failure|Throw|Left|NonFatal) \(/;

const FALLBACKS: ReadonlySet<string> = new Set([
  "getOrElse",
  "orElse",
  "unwrap_or",
  "unwrap_or_else",
  "unwrap_or_default",
  "rescue",
  "handle",
  "recover",
  "recoverWith",
  "onFailure",
  "exceptionally",
  "onErrorReturn",
  "onErrorResume",
  "catch",
  "or_else",
]);
