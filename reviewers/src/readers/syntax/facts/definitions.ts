import { LONGEST } from "../limits.ts";
import type { Rule } from "../rule.ts";
import type { SyntaxTree } from "../tree/syntax-tree.ts";
import { isTest } from "./tests.ts";
import { nameOf } from "./names.ts";
import { typesOf } from "./types.ts";
import { valueOf } from "./values.ts";
import type { Walk } from "./walk.ts";

/** Something with a name and a body; what it contains is within its name. */
export function sayDefinition(walk: Walk, node: number, rule: Rule & { readonly is: "definition" }): void {
  const { tree } = walk;
  const named = tree.child(node, rule.name);
  const name = definedName(tree, node, named);
  const notes = walk.notes.of(node);
  const test = isTest(walk.language, notes);
  const types = typesOf(tree, node, rule.types ?? []);
  const sort = rule.sort === "function" || rule.sort !== "type" ? rule.sort : sortOf(tree, node);
  walk.say(
    node,
    { fact: "definition", name, sort, types, notes, body: tree.codeWithout(node, named, LONGEST.body) },
    { test },
  );
  const value = sort === "member" ? tree.child(node, "value") : -1;
  if (value !== -1)
    walk.say(node, { fact: "setting", name, value: valueOf(tree, value), as: "constant", notes }, { test });
  walk.enter(node, name, test);
}

/** Methods of Go are within their receiver's type, as methods of classes are within the class. */
function definedName(tree: SyntaxTree, node: number, named: number): string {
  const receiver = tree.child(node, "receiver");
  const name = nameOf(tree, named);
  if (receiver === -1) return name;
  const type = /(\w+)(?: \[[^\]]*\])? \)$/.exec(tree.code(receiver, LONGEST.name))?.[1];
  return type === undefined ? name : `${type}.${name}`;
}

function sortOf(tree: SyntaxTree, node: number): "type" | "enum" {
  return tree.type(node) === "enum_declaration" ? "enum" : "type";
}

/** Members of an enum that have a name and nothing more. */
export function sayMembers(walk: Walk, node: number): void {
  const { tree } = walk;
  for (const child of tree.namedChildren(node)) {
    if (tree.rule(child)?.is !== "name") continue;
    walk.say(child, {
      fact: "definition",
      name: nameOf(tree, child),
      sort: "member",
      types: [],
      notes: walk.notes.comments(child),
      body: "",
    });
  }
}
