import type { SyntaxTree } from "../tree/syntax-tree.ts";
import { BOXES, collectionOf } from "./collections.ts";
import { macroParts, macroTokens } from "./macro-parts.ts";
import type { Part } from "./macro-parts.ts";
import { calledPart, calleeOf, unwrapped } from "./names.ts";

/** Elements of one literal. */
const MOST_ELEMENTS = 100_000;

/** What a literal, or a call that makes a collection, consists of. */
export type Elements = {
  readonly ordered: boolean;
  /** Elements are pairs of a key and a value. */
  readonly map: boolean;
  /** Elements as nodes; those of a macro are rows of tokens. */
  readonly nodes: readonly number[];
  readonly parts: readonly Part[];
  /** A literal that is handed to the collection and so has the elements: `new Set([…])`. */
  readonly inner: number;
};

/** Elements of a node that is a collection: `[…]`, `{…}`, `Seq(…)`, `vec![…]`, `new Set([…])`. Undefined for anything else. */
export function elementsOf(tree: SyntaxTree, node: number): Elements | undefined {
  const rule = tree.rule(node);
  switch (rule?.is) {
    case "list": {
      if (tree.child(node, "length") !== -1) return undefined;
      const body = rule.body === undefined ? node : tree.child(node, rule.body);
      const type = rule.body === undefined ? "" : tree.type(tree.child(node, "type"));
      if (type === "map_type") return listed(tree, body, true, false);
      return type === "" || /^(?:slice|array|implicit_length_array)_type$/.test(type)
        ? listed(tree, body, false, rule.ordered)
        : undefined;
    }
    case "map":
      return listed(tree, node, true, false);
    case "body":
      return ofBody(tree, node);
    case "call":
      return rule.macro === true ? ofMacro(tree, node) : ofCall(tree, node, rule.args);
    default:
      return undefined;
  }
}

/** Pairs whose keys are names are fields of a structure, and no map. */
function ofBody(tree: SyntaxTree, node: number): Elements | undefined {
  const first = tree.firstNamed(node);
  const rule = tree.rule(first);
  if (rule?.is !== "pair") return listed(tree, node, false, true);
  const key = unwrapped(tree, tree.child(first, rule.key));
  return tree.rule(key)?.is === "name" ? undefined : listed(tree, node, true, false);
}

function listed(tree: SyntaxTree, node: number, map: boolean, ordered: boolean, inner = -1): Elements {
  const nodes: number[] = [];
  for (const child of tree.namedChildren(node)) {
    if (nodes.length < MOST_ELEMENTS && tree.type(child) !== "ERROR") nodes.push(child);
  }
  return ofNodes(nodes, map, ordered, inner);
}

function ofNodes(nodes: readonly number[], map: boolean, ordered: boolean, inner: number): Elements {
  return { ordered, map, nodes, parts: [], inner };
}

/** Key and value of a pair: `"a": 1`, `"a" -> 1`, `("a", 1)`, `["a", 1]`. */
export function pairOf(tree: SyntaxTree, node: number): { readonly key: number; readonly value: number } | undefined {
  const inner = unwrapped(tree, node);
  const rule = tree.rule(inner);
  if (rule?.is === "pair") return { key: tree.child(inner, rule.key), value: tree.child(inner, rule.value) };
  if (rule?.is === "binary" && tree.source(tree.child(inner, rule.operator)) === "->")
    return { key: tree.child(inner, rule.left), value: tree.child(inner, rule.right) };
  const parts = rule?.is === "list" || tree.type(inner) === "tuple_expression" ? [...tree.namedChildren(inner)] : [];
  const [key, value] = parts;
  return parts.length === 2 && key !== undefined && value !== undefined ? { key, value } : undefined;
}

/** Pairs of a map, each with the node that it stands for; `Map.of("a", 1, "b", 2)` has keys and values in turn. */
export function pairsOf(tree: SyntaxTree, { nodes }: Elements): readonly Entry[] {
  const entries = nodes.map((whole): Entry => ({ whole, ...pairOf(tree, whole) }));
  if (entries.some(({ key }) => key !== undefined) || nodes.length % 2 === 1) return entries;
  return nodes.flatMap((value, at): readonly Entry[] =>
    at % 2 === 0 ? [] : [{ whole: value, key: nodes[at - 1] ?? -1, value }],
  );
}

/** An element of a map; one that is no pair has no key: `...others`. */
export type Entry = { readonly whole: number; readonly key?: number; readonly value?: number };

function ofCall(tree: SyntaxTree, call: number, args: string | undefined): Elements | undefined {
  const callee = calleeOf(tree, call);
  const boxed = args !== undefined && BOXES.has(callee) ? boxedIn(tree, tree.child(call, args)) : NOTHING;
  if (boxed !== NOTHING) {
    const elements = elementsOf(tree, boxed);
    return elements === undefined ? undefined : { ...elements, inner: boxed };
  }
  const collection = args === undefined || isLink(tree, call) ? undefined : collectionOf(callee, tree.type(call));
  if (collection === undefined || args === undefined) return undefined;
  const inside = tree.child(call, args);
  if (inside !== -1 && tree.rule(inside)?.is !== "arguments") return undefined;
  const given = [...tree.namedChildren(inside)].slice(0, MOST_ELEMENTS);
  const only = given.length === 1 ? unwrapped(tree, given[0] ?? -1) : -1;
  const literal = tree.rule(only)?.is;
  if (literal === "list" || literal === "map")
    return collection.converts
      ? listed(tree, only, collection.map, collection.ordered, only)
      : ofNodes(given, collection.map, collection.ordered, -1);
  return collection.converts ? undefined : ofNodes(given, collection.map, collection.ordered, -1);
}

/** A literal or macro that is the only argument; a call could be a box again, and so on. */
function boxedIn(tree: SyntaxTree, args: number): number {
  const [first = NOTHING, second] = [...tree.namedChildren(args)].map((one) => unwrapped(tree, one));
  const rule = tree.rule(first);
  const written = rule?.is === "list" || rule?.is === "map" || (rule?.is === "call" && rule.macro === true);
  return second === undefined && written ? first : NOTHING;
}

const NOTHING = -1;

function ofMacro(tree: SyntaxTree, call: number): Elements | undefined {
  const name = calleeOf(tree, call);
  if (!MACRO_LISTS.has(name)) return undefined;
  const parts = macroParts(tree, macroTokens(tree, call)).slice(0, MOST_ELEMENTS);
  return { ordered: name === "vec", map: false, nodes: [], parts, inner: -1 };
}

const MACRO_LISTS: ReadonlySet<string> = new Set(["vec", "hashset", "btreeset", "smallvec", "array"]);

/** `gauge.labels("a").Set(…)`: what another call answers is asked, and nothing is made. */
function isLink(tree: SyntaxTree, call: number): boolean {
  const part = calledPart(tree, call);
  const member = tree.rule(part);
  if (member?.is !== "member" || member.object === undefined) return false;
  return tree.rule(unwrapped(tree, tree.child(part, member.object)))?.is === "call";
}
