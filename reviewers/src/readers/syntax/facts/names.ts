import { LONGEST } from "../limits.ts";
import type { SyntaxTree } from "../tree/syntax-tree.ts";

/** Names in a dotted one, counted from its end; of a longer chain the beginning is left out. */
const MOST_PARTS = 16;

/** What a node stands for: the content of parentheses, references and conversions around it. */
export function unwrapped(tree: SyntaxTree, node: number): number {
  let at = node;
  for (;;) {
    const rule = tree.rule(at);
    if (rule?.is !== "wrapper") return at;
    const named = rule.inner === undefined ? -1 : tree.child(at, rule.inner);
    const inner = named === -1 ? tree.firstNamed(at) : named;
    if (inner === -1) return at;
    at = inner;
  }
}

/** A plain reference, dotted, without `this` and `self`: `Params.ReplyWeight`. Undefined for anything else. */
export function referenceOf(tree: SyntaxTree, node: number): string | undefined {
  const { parts, whole } = spine(tree, node, false);
  return whole && parts.length > 0 ? joined(parts) : undefined;
}

/** What is called, dotted, without arguments: `statsReceiver.scope.counter`. Takes a call. */
export function calleeOf(tree: SyntaxTree, call: number): string {
  return joined(spine(tree, call, true).parts);
}

/** The name that something binds or sets: a reference, or the tokens of a pattern. */
export function nameOf(tree: SyntaxTree, node: number): string {
  return referenceOf(tree, node) ?? tree.code(node, LONGEST.name);
}

/** Last name of a dotted one. */
export function lastName(dotted: string): string {
  return dotted.slice(dotted.lastIndexOf(".") + 1);
}

/** The part of a call that says what is called; -1 if there is none. */
export function calledPart(tree: SyntaxTree, call: number): number {
  const rule = tree.rule(call);
  if (rule?.is !== "call") return -1;
  if (rule.callee !== undefined) return tree.child(call, rule.callee);
  const first = tree.firstNamed(call);
  return tree.rule(first)?.is === "arguments" ? -1 : first;
}

/** Names from the last to the first, along objects of members and, `through` calls, along what is called. */
function spine(
  tree: SyntaxTree,
  node: number,
  through: boolean,
): { readonly parts: string[]; readonly whole: boolean } {
  const parts: string[] = [];
  let at = node;
  while (at !== -1 && parts.length < MOST_PARTS) {
    const rule = tree.rule(at);
    if (rule?.is === "name") {
      parts.push(plain(tree.source(at)));
      return { parts, whole: true };
    }
    if (rule?.is === "wrapper") {
      const inner = unwrapped(tree, at);
      if (inner === at) return { parts, whole: false };
      at = inner;
    } else if (rule?.is === "member") {
      parts.push(plain(tree.source(tree.child(at, rule.name))));
      at = rule.object === undefined ? tree.firstNamed(at) : tree.child(at, rule.object);
    } else if (rule?.is === "generic") {
      at = rule.base === undefined ? tree.firstNamed(at) : tree.child(at, rule.base);
    } else if (rule?.is === "call" && through) {
      if (rule.object === undefined) at = calledPart(tree, at);
      else {
        parts.push(plain(tree.source(calledPart(tree, at))));
        at = tree.child(at, rule.object);
      }
    } else return { parts, whole: false };
  }
  return { parts, whole: at === -1 };
}

function joined(parts: readonly string[]): string {
  const names = parts.toReversed().filter((part) => part !== "");
  const own = names.length > 1 && SELVES.has(names[0] ?? "") ? names.slice(1) : names;
  return own.join(".").slice(0, LONGEST.name);
}

/** One spelling of paths; a very long name is cut. */
function plain(name: string): string {
  const short = name.slice(0, LONGEST.name);
  return /[\s:]/.test(short) ? short.replaceAll(/\s/g, "").replaceAll("::", ".") : short;
}

const SELVES: ReadonlySet<string> = new Set(["this", "self", "Self", "super", "crate"]);
