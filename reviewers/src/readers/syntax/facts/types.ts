import { LONGEST } from "../limits.ts";
import type { SyntaxTree } from "../tree/syntax-tree.ts";

/** Types that one definition says. */
const MOST_TYPES = 40;

/** A type as one word: `Feature[Tweet,Boolean]`, `Option<String>`. */
export function typeText(tree: SyntaxTree, node: number): string {
  const bare = tree.type(node) === "type_annotation" ? tree.firstNamed(node) : node;
  return tree.code(bare, LONGEST.note).replaceAll(/(?<!\w) | (?!\w)/g, "");
}

/** Types that children of a definition say: those with a field or type of `where`, and in clauses every type of them. */
export function typesOf(tree: SyntaxTree, node: number, where: readonly string[]): readonly string[] {
  const found: string[] = [];
  const add = (child: number): void => {
    if (found.length < MOST_TYPES) found.push(typeText(tree, child));
  };
  for (const name of where) {
    const field = tree.child(node, name);
    const clause = field === -1 ? tree.ofType(node, name) : field;
    if (clause === -1) continue;
    if (CLAUSES.has(tree.type(clause))) for (const type of inClause(tree, clause)) add(type);
    else if (!WRITTEN_OUT.has(tree.type(clause))) add(clause);
  }
  return found;
}

/** Types in a clause and in the clauses inside it; arguments of constructors are none. */
function* inClause(tree: SyntaxTree, clause: number): Generator<number> {
  for (const child of tree.namedChildren(clause)) {
    if (CLAUSES.has(tree.type(child)) && child !== clause) yield* inNested(tree, child);
    else if (isType(tree, child)) yield child;
  }
}

function* inNested(tree: SyntaxTree, clause: number): Generator<number> {
  for (const child of tree.namedChildren(clause)) {
    if (tree.type(child) === "type_list") yield* tree.namedChildren(child);
    else if (isType(tree, child)) yield child;
  }
}

function isType(tree: SyntaxTree, node: number): boolean {
  const is = tree.rule(node)?.is;
  return is !== "argument" && !ARGUMENTS.has(tree.type(node)) && tree.type(node) !== "lifetime";
}

/** Types that have no name: their fields are definitions of their own. */
const WRITTEN_OUT: ReadonlySet<string> = new Set(["struct_type", "interface_type", "object_type"]);

const ARGUMENTS: ReadonlySet<string> = new Set(["arguments", "type_arguments", "ERROR"]);

const CLAUSES: ReadonlySet<string> = new Set([
  "extends_clause",
  "derives_clause",
  "superclass",
  "super_interfaces",
  "extends_interfaces",
  "type_list",
  "argument_list",
  "class_heritage",
  "implements_clause",
  "extends_type_clause",
  "trait_bounds",
]);
