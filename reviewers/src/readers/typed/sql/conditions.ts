import type { Comparison, Value } from "../../../facts/fact.ts";
import type { FactCollector } from "../collector.ts";
import { lexemeValue } from "../lexeme-text.ts";
import { codeValue } from "../value.ts";
import { splitAt } from "./split.ts";
import { closings, sqlText } from "./sql-tokens.ts";
import type { SqlToken } from "./sql-tokens.ts";

const DEEPEST = 40;

const OPERATORS: { readonly [word: string]: Comparison["operator"] } = {
  "=": "==",
  "==": "==",
  "!=": "!=",
  "<>": "!=",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
  IN: "in",
  LIKE: "matches",
  ILIKE: "matches",
  RLIKE: "matches",
  REGEXP: "matches",
  IS: "==",
};

/** Comparisons in a condition, however they are joined; BETWEEN is two of them. */
export function conditionFacts(
  tokens: readonly SqlToken[],
  within: readonly string[],
  facts: FactCollector,
  depth: number,
): void {
  for (const own of alternatives(tokens)) {
    const bare = own[0]?.word === "NOT" ? own.slice(1) : own;
    const wrapped = bare[0]?.text === "(" && closings(bare).get(0) === bare.length - 1;
    if (!wrapped) compared(bare, within, facts);
    else if (depth < DEEPEST) conditionFacts(bare.slice(1, -1), within, facts, depth + 1);
  }
}

/** Pieces between AND and OR that stand in no parentheses; the AND of a BETWEEN is none. */
function alternatives(tokens: readonly SqlToken[]): readonly (readonly SqlToken[])[] {
  const found: SqlToken[][] = [[]];
  let [depth, between] = [0, false];
  for (const token of tokens) {
    if (token.is === "mark" && token.text === "(") depth += 1;
    if (token.is === "mark" && token.text === ")") depth = Math.max(0, depth - 1);
    if (depth === 0 && token.word === "BETWEEN") between = true;
    const joins = depth === 0 && (token.word === "AND" || token.word === "OR");
    if (joins && !between) found.push([]);
    else found.at(-1)?.push(token);
    if (joins) between = false;
  }
  return found.filter((own) => own.length > 0);
}

function compared(tokens: readonly SqlToken[], within: readonly string[], facts: FactCollector): void {
  const at = operatorAt(tokens);
  const [first, sign] = [tokens[0], tokens[at]];
  if (first === undefined || sign === undefined || at === 0) return;
  const negated = tokens[at - 1]?.word === "NOT";
  const left = operand(tokens.slice(0, negated ? at - 1 : at));
  const place = { from: first.line, to: tokens.at(-1)?.end ?? first.line, within };
  if (sign.word === "BETWEEN") {
    const and = tokens.findIndex(({ word }, index) => index > at && word === "AND");
    facts.comparison(place, { left, operator: ">=", right: operand(tokens.slice(at + 1, and)) });
    if (and !== -1) facts.comparison(place, { left, operator: "<=", right: operand(tokens.slice(and + 1)) });
    return;
  }
  const not = negated || tokens[at + 1]?.word === "NOT";
  const operator = OPERATORS[sign.word] ?? OPERATORS[sign.text] ?? "==";
  const right = tokens.slice(tokens[at + 1]?.word === "NOT" ? at + 2 : at + 1);
  facts.comparison(place, { left, operator: not ? opposite(operator) : operator, right: operand(right) });
}

function operatorAt(tokens: readonly SqlToken[]): number {
  let depth = 0;
  for (const [at, { is, text, word }] of tokens.entries()) {
    if (is === "mark" && text === "(") depth += 1;
    if (is === "mark" && text === ")") depth = Math.max(0, depth - 1);
    if (depth === 0 && (word === "BETWEEN" || OPERATORS[is === "mark" ? text : word] !== undefined)) return at;
  }
  return -1;
}

function opposite(operator: Comparison["operator"]): Comparison["operator"] {
  if (operator === "in") return "not in";
  return operator === "==" ? "!=" : operator;
}

/** `(1, 2, 3)` is a list. */
function operand(tokens: readonly SqlToken[]): Value {
  const listed =
    tokens.length > 2 &&
    tokens[0]?.text === "(" &&
    closings(tokens).get(0) === tokens.length - 1 &&
    tokens[1]?.word !== "SELECT";
  if (!listed) {
    const value = lexemeValue(tokens);
    return value.is === "code" ? codeValue(sqlText(tokens)) : value;
  }
  return { is: "list", items: splitAt(tokens.slice(1, -1), ",").map((own) => lexemeValue(own)) };
}
