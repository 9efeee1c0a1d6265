import type { Value } from "../../../facts/fact.ts";
import type { Rule } from "../rule.ts";
import type { SyntaxTree } from "../tree/syntax-tree.ts";
import { elementsOf, pairOf, pairsOf } from "./elements.ts";
import type { Elements } from "./elements.ts";
import { holderOf } from "./holder.ts";
import { calledPart, calleeOf, lastName, unwrapped } from "./names.ts";
import { isOptions, sayEntry } from "./settings.ts";
import { valueOf, valuesOf } from "./values.ts";
import type { Walk } from "./walk.ts";

/** Links of one chain. */
const MOST_LINKS = 5_000;

/** A collection that is written out: its elements, of a map its keys. False if the node is none. */
export function sayList(walk: Walk, node: number): boolean {
  const { tree } = walk;
  if (walk.claimed.has(node)) return false;
  const elements = elementsOf(tree, node);
  if (elements === undefined || isPattern(tree, node) || isOptions(tree, node)) return false;
  if (elements.inner !== -1) walk.claimed.add(elements.inner);
  const { name } = holderOf(tree, node);
  const items = valuesOf(tree, elements, 1, true);
  if (name !== "" || items.length > 1)
    walk.say(
      node,
      { fact: "list", name, items, ordered: elements.ordered, notes: walk.notes.of(node) },
      { within: walk.outside(name) },
    );
  if (elements.map || isTable(tree, elements)) sayEntries(walk, elements);
  return true;
}

/** A list of pairs that begin with a literal: `Seq(("name", f), …)`. */
function isTable(tree: SyntaxTree, { nodes }: Elements): boolean {
  return nodes.length > 0 && nodes.every((node) => isNamedPair(tree, unwrapped(tree, node)));
}

function isNamedPair(tree: SyntaxTree, node: number): boolean {
  if (tree.rule(node)?.is !== "list") return false;
  const pair = pairOf(tree, node);
  return pair !== undefined && tree.rule(unwrapped(tree, pair.key))?.is === "string";
}

/** Entries that are no pairs of the language: `("a", 1)` in a map of Rust, `["a", 1]` in one of JavaScript. */
function sayEntries(walk: Walk, elements: Elements): void {
  const { tree } = walk;
  for (const { whole, key, value } of pairsOf(tree, elements)) {
    const inner = unwrapped(tree, whole);
    const is = tree.rule(inner)?.is;
    if (key === undefined || value === undefined || is === "pair" || is === "binary") continue;
    sayEntry(walk, whole, key, value);
    if (whole !== value) walk.claimed.add(inner);
  }
}

/** `a ++ b ++ c`, `a andThen b`: the operands as one list. False if the operator makes no chain. */
export function sayChain(walk: Walk, node: number, rule: Rule & { readonly is: "binary" }): boolean {
  const { tree } = walk;
  const operator = tree.source(tree.child(node, rule.operator));
  if (!CHAINS.has(operator)) return false;
  if (walk.claimed.has(node)) return true;
  const operands: number[] = [];
  let at = node;
  for (;;) {
    const link = tree.rule(at);
    if (
      link?.is !== "binary" ||
      tree.source(tree.child(at, link.operator)) !== operator ||
      operands.length >= MOST_LINKS
    )
      break;
    walk.claimed.add(at);
    operands.push(tree.child(at, link.right));
    at = unwrapped(tree, tree.child(at, link.left));
  }
  const items = [at, ...operands.toReversed()].flatMap((operand): readonly Value[] => {
    const value = valueOf(tree, operand);
    return value.is === "list" ? value.items : [value];
  });
  const { name } = holderOf(tree, node);
  const within = walk.outside(name);
  walk.say(node, { fact: "list", name, items, ordered: true, notes: walk.notes.of(node) }, { within });
  return true;
}

/** `x.add(a).add(b)`: what was added, in its order. */
export function sayLinks(walk: Walk, node: number, name: string): void {
  const { tree } = walk;
  if (!LINKS.has(name) || walk.claimed.has(node)) return;
  const added: number[] = [];
  let at = node;
  while (added.length < MOST_LINKS && tree.rule(at)?.is === "call" && lastName(calleeOf(tree, at)) === name) {
    const rule = tree.rule(at);
    if (rule?.is !== "call" || rule.args === undefined) break;
    walk.claimed.add(at);
    added.push(...tree.namedChildren(tree.child(at, rule.args)));
    at = objectOf(tree, at);
  }
  walk.claimed.delete(node);
  if (added.length < 2 || at === objectOf(tree, node)) return;
  const items = added.toReversed().map((one) => valueOf(tree, one));
  const holder = holderOf(tree, node).name;
  const within = walk.outside(holder);
  walk.say(node, { fact: "list", name: holder, items, ordered: true, notes: [] }, { within });
}

/** The object of a method's call; -1 if it is called by itself. */
export function objectOf(tree: SyntaxTree, call: number): number {
  const rule = tree.rule(call);
  if (rule?.is !== "call") return -1;
  if (rule.object !== undefined) return tree.child(call, rule.object);
  let part = calledPart(tree, call);
  for (let rule = tree.rule(part); rule?.is === "generic"; rule = tree.rule(part))
    part = rule.base === undefined ? tree.firstNamed(part) : tree.child(part, rule.base);
  const member = tree.rule(part);
  return member?.is === "member" && member.object !== undefined ? unwrapped(tree, tree.child(part, member.object)) : -1;
}

/** What is on the left of a `=`, and lists of several values of one statement, are no collections. */
function isPattern(tree: SyntaxTree, node: number): boolean {
  if (tree.type(node) === "expression_list") return true;
  const above = tree.rule(tree.parent(node));
  if (above?.is === "assignment") return node === tree.child(tree.parent(node), above.left);
  if (tree.type(tree.parent(node)) === "as_pattern") return true;
  return tree.rule(node)?.is === "body" && tree.child(tree.parent(node), "body") === node;
}

const CHAINS: ReadonlySet<string> = new Set(["++", ":::", "andThen", "orElse", "compose", ":+"]);
const LINKS: ReadonlySet<string> = new Set([
  "add",
  "andThen",
  "and_then",
  "append",
  "push",
  "use",
  "then",
  "orElse",
  "addFilter",
  "addStage",
]);
