import type { SyntaxTree } from "../tree/syntax-tree.ts";
import { nameOf } from "./names.ts";

/** Arguments of one call that are said. */
const MOST_ARGUMENTS = 200;

/** An argument of a call: its name if it has one, and its value. */
export type Given = { readonly name?: string; readonly node: number; readonly whole: number };

/** Arguments of a call; what stands in no parentheses is one. */
export function givenTo(tree: SyntaxTree, args: number): readonly Given[] {
  const given: Given[] = [];
  if (tree.rule(args)?.is !== "arguments") return [{ node: args, whole: args }];
  for (const child of tree.namedChildren(args)) {
    if (given.length >= MOST_ARGUMENTS) break;
    given.push(givenBy(tree, child));
  }
  return given;
}

function givenBy(tree: SyntaxTree, child: number): Given {
  const rule = tree.rule(child);
  if (rule?.is === "argument" && rule.name !== undefined && rule.value !== undefined)
    return { name: nameOf(tree, tree.child(child, rule.name)), node: tree.child(child, rule.value), whole: child };
  if (rule?.is === "assignment")
    return { name: nameOf(tree, tree.child(child, rule.left)), node: tree.child(child, rule.right), whole: child };
  return { node: child, whole: child };
}
