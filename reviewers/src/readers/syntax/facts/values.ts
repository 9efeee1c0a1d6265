import { normalDecimal } from "../../../facts/decimal.ts";
import type { Value } from "../../../facts/fact.ts";
import { LONGEST } from "../limits.ts";
import type { SyntaxTree } from "../tree/syntax-tree.ts";
import { elementsOf, pairsOf } from "./elements.ts";
import type { Elements, Entry } from "./elements.ts";
import { partValue } from "./macro-parts.ts";
import { calledPart, calleeOf, lastName, referenceOf, unwrapped } from "./names.ts";
import { textOf } from "./string-literal.ts";

/** Lists within lists that are values of their own; deeper ones are code. */
const DEEPEST_LIST = 3;
/** Operands of a row of literals joined by `+`. */
const MOST_JOINED = 2_000;
/** Units of arithmetic that may be folded. */
const LONGEST_NUMBER = 200;

/** What a node says as a value. `lists` is how many lists it stands in already. */
export function valueOf(tree: SyntaxTree, node: number, lists = 0): Value {
  if (node < 0) return { is: "code", text: "" };
  const inner = unwrapped(tree, node);
  const rule = tree.rule(inner);
  switch (rule?.is) {
    case "number":
    case "unary":
      return numberOf(tree, inner) ?? codeOf(tree, inner);
    case "binary":
      return numberOf(tree, inner) ?? joinedString(tree, inner) ?? codeOf(tree, inner);
    case "string":
      return { is: "string", text: textOf(tree, inner) };
    case "boolean":
      return { is: "boolean", text: /^true$/i.test(tree.source(inner)) ? "true" : "false" };
    case "name":
    case "member":
    case "generic":
      return nameValue(tree, inner);
    case "list":
    case "map":
    case "body":
    case "call":
      return convertedString(tree, inner) ?? listValue(tree, inner, lists) ?? codeOf(tree, inner);
    default:
      return codeOf(tree, inner);
  }
}

function codeOf(tree: SyntaxTree, node: number): Value {
  return { is: "code", text: tree.code(node, LONGEST.value) };
}

function nameValue(tree: SyntaxTree, node: number): Value {
  const name = referenceOf(tree, node);
  return name === undefined ? codeOf(tree, node) : { is: "name", text: name };
}

function numberOf(tree: SyntaxTree, node: number): Value | undefined {
  const { start, end } = tree.columns;
  if ((end[node] ?? 0) - (start[node] ?? 0) > LONGEST_NUMBER) return undefined;
  const text = tree.source(node);
  if (!/^[-+(.\d]/.test(text)) return undefined;
  const decimal = normalDecimal(text);
  return decimal === undefined ? undefined : { is: "number", text, decimal };
}

function listValue(tree: SyntaxTree, node: number, lists: number): Value | undefined {
  if (lists >= DEEPEST_LIST) return undefined;
  const elements = elementsOf(tree, node);
  return elements === undefined ? undefined : { is: "list", items: valuesOf(tree, elements, lists + 1) };
}

/** Elements as values; of a map with `keys` its keys alone. */
export function valuesOf(tree: SyntaxTree, elements: Elements, lists: number, keys = false): readonly Value[] {
  if (elements.parts.length > 0) return elements.parts.map((part) => partValue(tree, part));
  if (!elements.map) return elements.nodes.map((node) => valueOf(tree, node, lists));
  return pairsOf(tree, elements).map((entry) => entryValue(tree, entry, lists, keys));
}

/** An entry as its key, or as a list of its key and its value. */
function entryValue(tree: SyntaxTree, { whole, key, value }: Entry, lists: number, keys: boolean): Value {
  if (key === undefined || value === undefined) return methodName(tree, whole) ?? valueOf(tree, whole, lists);
  const named = tree.type(key) === "property_identifier" ? stringValue(tree.source(key)) : valueOf(tree, key, lists);
  return keys ? named : { is: "list", items: [named, valueOf(tree, value, lists)] };
}

function methodName(tree: SyntaxTree, node: number): Value | undefined {
  const rule = tree.rule(node);
  return rule?.is === "definition" ? stringValue(tree.source(tree.child(node, rule.name))) : undefined;
}

function stringValue(text: string): Value {
  return { is: "string", text };
}

/** `"a" + "b"`, from the left. */
function joinedString(tree: SyntaxTree, node: number): Value | undefined {
  const texts: string[] = [];
  let at = node;
  for (;;) {
    const rule = tree.rule(at);
    if (rule?.is === "string") break;
    if (rule?.is !== "binary" || tree.source(tree.child(at, rule.operator)) !== "+") return undefined;
    const right = unwrapped(tree, tree.child(at, rule.right));
    if (tree.rule(right)?.is !== "string" || texts.length >= MOST_JOINED) return undefined;
    texts.push(textOf(tree, right));
    at = unwrapped(tree, tree.child(at, rule.left));
  }
  return { is: "string", text: [textOf(tree, at), ...texts.toReversed()].join("") };
}

/** `"a".to_string()`, `String::from("a")`, `"""…""".stripMargin`: the literal itself. */
function convertedString(tree: SyntaxTree, call: number): Value | undefined {
  const rule = tree.rule(call);
  if (rule?.is !== "call") return undefined;
  const part = calledPart(tree, call);
  const member = tree.rule(part);
  if (
    member?.is === "member" &&
    member.object !== undefined &&
    SAME_TEXT.has(tree.source(tree.child(part, member.name)))
  ) {
    const object = unwrapped(tree, tree.child(part, member.object));
    return tree.rule(object)?.is === "string" ? { is: "string", text: textOf(tree, object) } : undefined;
  }
  if (rule.args === undefined || lastName(calleeOf(tree, call)) !== "from") return undefined;
  const only = unwrapped(tree, tree.firstNamed(tree.child(call, rule.args)));
  return tree.rule(only)?.is === "string" ? { is: "string", text: textOf(tree, only) } : undefined;
}

const SAME_TEXT: ReadonlySet<string> = new Set(["to_string", "to_owned", "into", "as_str", "toString", "intern"]);
