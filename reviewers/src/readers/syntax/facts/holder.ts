import { BOXES, collectionOf } from "./collections.ts";
import { calledPart, calleeOf, nameOf } from "./names.ts";
import type { SyntaxTree } from "../tree/syntax-tree.ts";
import { stringContent } from "./string-literal.ts";

/** Nodes above a value that are looked at for its name. */
const HIGHEST = 24;

/** What has a value: the name, and how directly. */
export type Holder = {
  readonly name: string;
  /** Through a function's body, so that it is what the function returns or one of several things in it. */
  readonly loose: boolean;
  /** The callee of a call that it is an argument of. */
  readonly argument: boolean;
};

const NOBODY: Holder = { name: "", loose: false, argument: false };

/** The binding, key, parameter or callee that has the value of a node; without a name where nothing names it. */
export function holderOf(tree: SyntaxTree, node: number): Holder {
  let loose = false;
  let from = node;
  let at = tree.parent(node);
  for (let height = 0; at > 0 && height < HIGHEST; height += 1) {
    const rule = tree.rule(at);
    switch (rule?.is) {
      case "binding":
        return from === tree.child(at, rule.name)
          ? NOBODY
          : { name: nameOf(tree, tree.child(at, rule.name)), loose, argument: false };
      case "assignment":
        return { name: nameOf(tree, tree.child(at, rule.left)), loose, argument: false };
      case "argument": {
        const name = rule.name === undefined ? tree.firstNamed(at) : tree.child(at, rule.name);
        return { name: nameOf(tree, name), loose, argument: false };
      }
      case "pair":
        return from === tree.child(at, rule.key)
          ? NOBODY
          : { name: keyName(tree, tree.child(at, rule.key)), loose, argument: false };
      case "binary":
        if (tree.source(tree.child(at, rule.operator)) === "->" && from === tree.child(at, rule.right))
          return { name: keyName(tree, tree.child(at, rule.left)), loose, argument: false };
        break;
      case "call": {
        const part = calledPart(tree, at);
        const callee = calleeOf(tree, at);
        const collects =
          BOXES.has(callee) || (rule.args !== undefined && collectionOf(callee, tree.type(at)) !== undefined);
        const isObject = from === part || (rule.object !== undefined && from === tree.child(at, rule.object));
        if (!isObject && !collects) return { name: callee, loose, argument: true };
        break;
      }
      case "definition":
        return { name: nameOf(tree, tree.child(at, rule.name)), loose, argument: false };
      case "comparison":
      case "case":
        return NOBODY;
      default:
        if (BODIES.has(tree.type(at))) loose = true;
    }
    from = at;
    at = tree.parent(at);
  }
  return NOBODY;
}

/** A key of a map as a name: a literal's content, a reference, or its tokens. */
export function keyName(tree: SyntaxTree, node: number): string {
  const rule = tree.rule(node);
  if (rule?.is === "wrapper") return keyName(tree, tree.firstNamed(node));
  return rule?.is === "string" ? stringContent(tree.source(node)) : nameOf(tree, node);
}

const BODIES: ReadonlySet<string> = new Set([
  "block",
  "statement_block",
  "template_body",
  "class_body",
  "return_statement",
  "constructor_body",
]);
