import type { Setting, Value } from "../../../facts/fact.ts";
import { LONGEST } from "../limits.ts";
import type { Rule } from "../rule.ts";
import type { SyntaxTree } from "../tree/syntax-tree.ts";
import { declares } from "./declared.ts";
import { elementsOf } from "./elements.ts";
import { keyName } from "./holder.ts";
import { calleeOf, nameOf, referenceOf, unwrapped } from "./names.ts";
import { blockCode } from "./blocks.ts";
import { typeText } from "./types.ts";
import { valueOf } from "./values.ts";
import type { Walk } from "./walk.ts";

/** Names that one statement may bind to as many values. */
const MOST_AT_ONCE = 200;

/** `name = value` that begins a name: a constant, a variable, a field, a parameter with a default. */
export function sayBinding(walk: Walk, node: number, rule: Rule & { readonly is: "binding" }): void {
  const { tree } = walk;
  const value = tree.child(node, rule.value);
  const names = [...tree.children(node, rule.name)].filter((name) => tree.named(name)).slice(0, MOST_AT_ONCE);
  if (names.length > 1 || tree.type(value) === "expression_list") {
    for (const [at, name] of names.entries())
      bind(
        walk,
        node,
        rule,
        name,
        names.length > 1 ? ([...tree.namedChildren(value)][at] ?? -1) : tree.firstNamed(value),
      );
  } else if (names[0] !== undefined) bind(walk, node, rule, names[0], value);
}

function bind(
  walk: Walk,
  node: number,
  rule: Rule & { readonly is: "binding" },
  nameNode: number,
  value: number,
): void {
  const { tree } = walk;
  const name = nameOf(tree, nameNode);
  const type = tree.child(rule.type === undefined ? tree.parent(node) : node, rule.type ?? "type");
  const kind = rule.is === "binding" && value !== -1 ? unwrapped(tree, value) : -1;
  const notes = walk.notes.of(node);
  if (tree.rule(kind)?.is === "lambda")
    walk.say(node, {
      fact: "definition",
      name,
      sort: "function",
      types: [],
      notes,
      body: tree.code(kind, LONGEST.body),
    });
  else {
    if (rule.field === true && isMember(tree, node) && (value === -1 || type !== -1))
      sayField(walk, node, { name: nameNode, type, value }, notes);
    if (value !== -1 && !declares(tree, kind))
      walk.say(node, { fact: "setting", name, value: valueOf(tree, value), as: asOf(walk, node, rule), notes });
  }
  if (value !== -1 && holdsParts(tree, kind)) walk.enter(node, name);
  const alternative = tree.child(node, "alternative");
  if (alternative !== -1) walk.branch(node, "error", tree.code(value, LONGEST.branch), blockCode(tree, alternative));
}

/** A field of a type, without its value: that is a setting. */
function sayField(
  walk: Walk,
  node: number,
  { name, type, value }: { readonly name: number; readonly type: number; readonly value: number },
  notes: readonly string[],
): void {
  const { tree } = walk;
  const types = type === -1 ? [] : [typeText(tree, type)];
  const body = tree.codeWithout(node, name, LONGEST.body, value).replace(/(?:^| )=$/, "");
  walk.say(node, { fact: "definition", name: nameOf(tree, name), sort: "field", types, notes, body });
}

/** In the body of a type and not of a function. */
function isMember(tree: SyntaxTree, node: number): boolean {
  for (let at = tree.parent(node), height = 0; at > 0 && height < 4; at = tree.parent(at), height += 1) {
    const rule = tree.rule(at);
    if (rule?.is === "definition") return rule.sort !== "function";
    if (rule !== undefined || FUNCTION_BODIES.has(tree.type(at))) return false;
  }
  return false;
}

function asOf(walk: Walk, node: number, rule: Rule & { readonly is: "binding" }): Setting["as"] {
  if (rule.as !== "default") return rule.as;
  return / ?\bstatic\b/.test(walk.tree.code(node, 40)) ? "constant" : "default";
}

/** Whether settings and lists inside it are to be told apart by its name. */
function holdsParts(tree: SyntaxTree, value: number): boolean {
  const is = tree.rule(value)?.is;
  return is === "lambda" || is === "map" || is === "body" || elementsOf(tree, value) !== undefined;
}

/** `left = right` of something that has a name already, or a named argument of a call. */
export function sayAssignment(walk: Walk, node: number, rule: Rule & { readonly is: "assignment" }): void {
  const { tree } = walk;
  if (walk.claimed.has(node)) return;
  const left = tree.child(node, rule.left);
  const right = tree.child(node, rule.right);
  if (tree.rule(tree.parent(node))?.is === "arguments") {
    sayArgument(walk, node, left, right);
    return;
  }
  const operator = rule.operator === undefined ? "" : tree.source(tree.child(node, rule.operator)).replace(/=$/, "");
  const type = rule.type === undefined ? -1 : tree.child(node, rule.type);
  if (type !== -1 && isMember(tree, node))
    sayField(walk, node, { name: left, type, value: right }, walk.notes.of(node));
  if (right === -1) return;
  const lefts = parts(tree, left);
  const rights = parts(tree, right);
  if (lefts.length === rights.length && operator !== ":") {
    for (const [at, one] of lefts.entries()) assign(walk, node, one, rights[at] ?? -1, operator, type !== -1);
  } else assign(walk, node, left, rights.length === 1 ? (rights[0] ?? right) : right, operator, type !== -1);
}

/** `left += right` in a language where that is an operator like others. */
export function sayUpdate(walk: Walk, node: number, rule: Rule & { readonly is: "binary" }, operator: string): void {
  const { tree } = walk;
  assign(walk, node, tree.child(node, rule.left), tree.child(node, rule.right), operator.replace(/=$/, ""), false);
}

function assign(walk: Walk, node: number, left: number, right: number, operator: string, typed: boolean): void {
  const { tree } = walk;
  const name = nameOf(tree, left);
  const kind = unwrapped(tree, right);
  const notes = walk.notes.of(node);
  if (tree.rule(kind)?.is === "lambda") {
    walk.say(node, {
      fact: "definition",
      name,
      sort: "function",
      types: [],
      notes,
      body: tree.code(kind, LONGEST.body),
    });
  } else if (!declares(tree, kind)) {
    const value: Value =
      operator === ""
        ? valueOf(tree, right)
        : { is: "code", text: `${name} ${operator} ${tree.code(right, LONGEST.value)}` };
    const as = typed && isMember(tree, node) ? "default" : "constant";
    walk.say(node, { fact: "setting", name, value, as, notes });
  }
  if (holdsParts(tree, kind)) walk.enter(node, name);
}

/** Single names and values of `a, b = 1, 2`. */
function parts(tree: SyntaxTree, node: number): readonly number[] {
  return PARALLEL.has(tree.type(node)) ? [...tree.namedChildren(node)].slice(0, MOST_AT_ONCE) : [node];
}

/** `name = value` among the arguments of a call, of a structure that is made, of an annotation. */
export function sayArgument(walk: Walk, node: number, nameNode: number, value: number): void {
  const { tree } = walk;
  if (walk.claimed.has(node) || value === -1) return;
  const name = nameOf(tree, nameNode);
  const kind = unwrapped(tree, value);
  if (tree.rule(kind)?.is !== "lambda" && !walk.claimed.has(kind)) {
    const callee = makerAbove(tree, node);
    walk.say(node, {
      fact: "setting",
      name,
      value: valueOf(tree, value),
      as: "argument",
      callee,
      notes: walk.notes.comments(node),
    });
  }
  if (holdsParts(tree, kind)) walk.enter(node, name);
}

function makerAbove(tree: SyntaxTree, node: number): string {
  const above = tree.parent(node);
  const call = tree.rule(above)?.is === "arguments" ? tree.parent(above) : above;
  return tree.rule(call)?.is === "call" ? calleeOf(tree, call) : nameOf(tree, tree.child(call, "name"));
}

/** A key of a map with its value; of a structure, or of options handed to a call, it is an argument. */
export function sayPair(walk: Walk, node: number, key: number, value: number): void {
  if (walk.claimed.has(node) || key === -1 || value === -1) return;
  const { tree } = walk;
  const callee = structureOf(tree, node);
  const said = {
    fact: "setting",
    name: keyName(tree, key),
    value: valueOf(tree, value),
    notes: walk.notes.comments(node),
  } as const;
  walk.say(node, callee === undefined ? { ...said, as: "constant" } : { ...said, as: "argument", callee });
  if (holdsParts(tree, unwrapped(tree, value))) walk.enter(node, said.name);
}

/** An entry of a map that the language has no pairs for. */
export function sayEntry(walk: Walk, node: number, key: number, value: number): void {
  const { tree } = walk;
  const notes = walk.notes.comments(node);
  walk.say(node, { fact: "setting", name: keyName(tree, key), value: valueOf(tree, value), as: "constant", notes });
}

/** What is made of the pairs around a pair, where that is no map: the structure's type, or the call that takes them as options. */
function structureOf(tree: SyntaxTree, pair: number): string | undefined {
  const around = tree.parent(pair);
  if (isOptions(tree, around)) return calleeOf(tree, tree.parent(tree.parent(around)));
  return tree.rule(around)?.is === "body" ? structureOfBody(tree, around) : undefined;
}

/** Whether a map is handed to a call as its options, and is no collection by itself. */
export function isOptions(tree: SyntaxTree, node: number): boolean {
  const above = tree.parent(node);
  if (tree.rule(node)?.is !== "map" || tree.rule(above)?.is !== "arguments") return false;
  const call = tree.parent(above);
  return tree.rule(call)?.is === "call" && elementsOf(tree, call) === undefined;
}

/** Type of the structure that `{A: 1}` makes in Go, where it may be said by the list or map around it. */
function structureOfBody(tree: SyntaxTree, body: number): string | undefined {
  const literal = tree.parent(body);
  const type = tree.child(literal, "type");
  if (type !== -1)
    return elementsOf(tree, literal) === undefined ? (referenceOf(tree, type) ?? typeText(tree, type)) : undefined;
  for (let at = literal, height = 0; at > 0 && height < 8; at = tree.parent(at), height += 1) {
    const around = tree.child(at, "type");
    if (tree.rule(at)?.is !== "list" || around === -1) continue;
    return /[\w.]+$/.exec(typeText(tree, around))?.[0] ?? "";
  }
  return undefined;
}

const FUNCTION_BODIES: ReadonlySet<string> = new Set(["parameters", "formal_parameters", "statement_block"]);
const PARALLEL: ReadonlySet<string> = new Set(["pattern_list", "expression_list", "tuple_pattern", "left_hand_side"]);
