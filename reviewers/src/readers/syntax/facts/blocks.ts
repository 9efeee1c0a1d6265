import { LONGEST } from "../limits.ts";
import type { SyntaxTree } from "../tree/syntax-tree.ts";

/** What stands in a block, without its brackets and the word before it. */
export function blockCode(tree: SyntaxTree, node: number): string {
  const inside = node !== -1 && tree.type(node) === "else_clause" ? lastNamed(tree, node) : node;
  return tree.code(inside, LONGEST.branch).replace(/^\{ ?/, "").replace(/ ?\}$/, "").replace(/ ;$/, "");
}

function lastNamed(tree: SyntaxTree, node: number): number {
  let last = node;
  for (const child of tree.namedChildren(node)) last = child;
  return last;
}
