import { normalDecimal } from "../../../facts/decimal.ts";
import type { Value } from "../../../facts/fact.ts";
import { LONGEST } from "../limits.ts";
import type { SyntaxTree } from "../tree/syntax-tree.ts";
import { textOf } from "./string-literal.ts";

/** Lists within lists that are values of their own. */
const DEEPEST_LIST = 3;

/** Sibling nodes of a token tree, without the mark that separates them. */
export type Part = readonly number[];

/** The token tree of a macro's call; -1 if it has none. */
export function macroTokens(tree: SyntaxTree, call: number): number {
  return tree.ofType(call, "token_tree");
}

/** Parts of a token tree between commas and semicolons; its own brackets are left out. */
export function macroParts(tree: SyntaxTree, tokens: number): readonly Part[] {
  const parts: number[][] = [[]];
  const children = [...tree.children(tokens)];
  for (const child of children.slice(1, -1)) {
    const mark = tree.named(child) ? "" : tree.source(child);
    if (mark === "," || mark === ";") parts.push([]);
    else parts.at(-1)?.push(child);
  }
  return parts.filter((part) => part.length > 0);
}

/** A part as a value: a literal, a signed number, a path, a list in brackets, or else its tokens. */
export function partValue(tree: SyntaxTree, part: Part, lists = 0): Value {
  const bare = tree.source(part[0] ?? -1) === "&" ? part.slice(1) : part;
  const [first = -1] = bare;
  const text = tree.codeBetween(first, bare.at(-1) ?? -1, LONGEST.value);
  const rule = tree.rule(first)?.is;
  if (bare.length === 1 && rule === "string") return { is: "string", text: textOf(tree, first) };
  if (bare.length === 1 && rule === "boolean") return { is: "boolean", text: text === "true" ? "true" : "false" };
  if (bare.length === 1 && rule === "tokens" && lists < DEEPEST_LIST && text.startsWith("["))
    return { is: "list", items: macroParts(tree, first).map((one) => partValue(tree, one, lists + 1)) };
  if (rule === "number" || (rule === undefined && /^[-(]/.test(text))) {
    const decimal = normalDecimal(text);
    if (decimal !== undefined) return { is: "number", text: text.replaceAll(" ", ""), decimal };
  }
  if (/^\w+(?: (?:::|\.) \w+)*$/.test(text)) return { is: "name", text: text.replaceAll(/ (?:::|\.) /g, ".") };
  return { is: "code", text };
}
