import type { Comparison } from "../../../facts/fact.ts";
import { PROSE } from "./keywords.ts";
import { calleeBefore } from "./names.ts";
import { operandEnd, operandStart } from "./operands.ts";
import type { Found, Source } from "./source.ts";
import { cellsOf, valueOf } from "./values.ts";

type Operator = Comparison["operator"];

const MARKS: ReadonlyMap<string, Operator> = new Map([
  ["==", "=="],
  ["===", "=="],
  ["!=", "!="],
  ["!==", "!="],
  ["<>", "!="],
  ["~=", "!="],
  ["<", "<"],
  ["<=", "<="],
  [">", ">"],
  [">=", ">="],
  ["=~", "matches"],
]);

/** Methods that compare: what they are called on is left, or right where it has members. */
const METHODS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ...spelled("equals equalsIgnoreCase eq eql isEqual equal", "=="),
  ...spelled("contains includes has contains_key containsKey include? key? member? contains_value", "in"),
  ...spelled(
    "matches match startsWith endsWith starts_with ends_with startswith endswith hasPrefix hasSuffix test",
    "matches",
  ),
  ...spelled("gt greaterThan", ">"),
  ...spelled("gte ge greaterThanOrEqual", ">="),
  ...spelled("lt lessThan", "<"),
  ...spelled("lte le lessThanOrEqual", "<="),
]);

/** A comparison by the mark or word at an index: `a < 5`, `x in LIST`, `tags contains "x"`. */
export function comparisonAt(source: Source, at: number): Found<Comparison> | undefined {
  const token = source.tokens[at];
  if (token === undefined || PROSE.has(source.language)) return undefined;
  const operator = token.is === "mark" ? MARKS.get(token.text) : wordOperator(source, at);
  if (operator === undefined) return undefined;
  const negated =
    operator === "not in" || (token.text === "in" && /^(?:not|!|NOT)$/.test(source.tokens[at - 1]?.text ?? ""));
  const end = negated && token.is === "word" ? at - 1 : at;
  const [from, to] = [operandStart(source, end), operandEnd(source, at + 1)];
  if (from === end || to === at + 1 || isLoop(source, from, token.text) || isType(source, at, from, to))
    return undefined;
  const [left, right] = [valueOf(source, from, end), valueOf(source, at + 1, to)];
  const span = [from, to] as const;
  if (token.text === "contains") return { fact: "comparison", left: right, operator: "in", right: left, span };
  return { fact: "comparison", left, operator: negated ? "not in" : operator, right, span };
}

/** Languages in which `in` compares nothing. */
const IN_IS_A_NAME = /^(?:c|cpp|cuda|java|csharp|go|rust|haskell|nix|proto|thrift|shell)$/;

function wordOperator({ tokens, language }: Source, at: number): Operator | undefined {
  const text = tokens[at]?.text ?? "";
  if (text === "in" || text === "IN") return IN_IS_A_NAME.test(language) ? undefined : "in";
  if (tokens[at - 1]?.text === "." || tokens[at + 1]?.text === "(" || tokens[at + 1]?.text === "=") return undefined;
  if (text === "contains") return "in";
  if (text === "equals") return "==";
  return text === "matches" || text === "like" || text === "LIKE" ? "matches" : undefined;
}

/** `for x in …` and `for k, v in …` name, and compare nothing. */
function isLoop({ tokens, parent }: Source, from: number, operator: string): boolean {
  if (operator !== "in") return false;
  let at = from - 1;
  for (let step = 0; step < 6 && tokens[at]?.text === "," && tokens[at - 1]?.is === "word"; step += 1) at -= 2;
  const opened = tokens[parent[from] ?? -1]?.text === "(" && tokens[(parent[from] ?? 0) - 1]?.text === "for";
  return opened || /^(?:for|foreach|each|let|const|var|val|async)$/.test(tokens[at]?.text ?? "");
}

/** Angles around types: `List<Post>`, `Option<Vec<u8>>`. A number or a literal beside one makes it a comparison. */
function isType({ tokens }: Source, at: number, from: number, to: number): boolean {
  const text = tokens[at]?.text;
  if (text !== "<" && text !== ">") return false;
  if (
    [tokens[at - 1], tokens[at + 1], tokens[to - 1]].some((token) => token?.is === "number" || token?.is === "string")
  )
    return false;
  if (text === ">") return opensBefore(tokens, at) || from === at;
  for (let index = at + 1; index < at + 16; index += 1) {
    const token = tokens[index];
    if (token?.text === ">" || token?.text === ">>") return true;
    if (token?.is !== "word" && !/^(?:[,.[\]&?*:<']|::)$/.test(token?.text ?? "")) return false;
  }
  return false;
}

function opensBefore(tokens: Source["tokens"], at: number): boolean {
  for (let index = at - 1; index > at - 16 && index > 0; index -= 1) {
    const token = tokens[index];
    if (token?.text === "<") return true;
    if (token?.is !== "word" && !/^(?:[,.[\]&?*:>']|::|>>)$/.test(token?.text ?? "")) return false;
  }
  return false;
}

/** A comparison by the call whose arguments an index opens: `a.equals(b)`, `LIST.contains(x)`, `eq(a, b)`. */
export function comparisonByCall(source: Source, open: number): Found<Comparison> | undefined {
  const { tokens, pair } = source;
  const method = tokens[open - 1]?.text ?? "";
  const operator = METHODS.get(`${method.charAt(0).toLowerCase()}${method.slice(1)}`);
  if (operator === undefined) return undefined;
  const [first, second] = cellsOf(source, open);
  if (first === undefined) return undefined;
  const ofPackage = second !== undefined && /^\p{Lu}/u.test(method);
  const dotted = !ofPackage && (tokens[open - 2]?.text === "." || tokens[open - 2]?.text === "?.");
  const start = dotted ? operandStart(source, open - 2) : (calleeBefore(source, open)?.from ?? open);
  const span = [start, Math.min((pair[open] ?? open) + 1, tokens.length)] as const;
  if (!dotted) {
    if (second === undefined) return undefined;
    const [one, other] = [valueOf(source, ...first), valueOf(source, ...second)];
    const [left, right] = operator === "in" ? [other, one] : [one, other];
    return { fact: "comparison", left, operator, right, span };
  }
  const [owner, argument] = [valueOf(source, start, open - 2), valueOf(source, ...first)];
  const negated = tokens[start - 1]?.text === "!" || tokens[start - 1]?.text === "not";
  if (operator !== "in")
    return { fact: "comparison", left: owner, operator: turned(operator, negated), right: argument, span };
  return { fact: "comparison", left: argument, operator: negated ? "not in" : "in", right: owner, span };
}

function turned(operator: Operator, negated: boolean): Operator {
  return negated && operator === "==" ? "!=" : operator;
}

function spelled(names: string, operator: Operator): readonly (readonly [string, Operator])[] {
  return names.split(" ").map((name) => [name, operator] as const);
}
