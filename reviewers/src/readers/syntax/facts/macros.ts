import { wordsOf } from "../../../facts/words.ts";
import type { Value } from "../../../facts/fact.ts";
import type { SyntaxTree } from "../tree/syntax-tree.ts";
import { OPERATORS } from "./comparisons.ts";
import { sayList } from "./lists.ts";
import { macroParts, macroTokens, partValue } from "./macro-parts.ts";
import type { Part } from "./macro-parts.ts";
import { calleeOf } from "./names.ts";
import type { Walk } from "./walk.ts";

/** Arguments of one call, and tokens of one path. */
const MOST_ARGUMENTS = 200;
const MOST_PATH = 16;

/** A call of a macro: its arguments are tokens that no grammar reads. */
export function sayMacro(walk: Walk, node: number): void {
  const { tree } = walk;
  if (sayList(walk, node)) return;
  const callee = `${calleeOf(tree, node)}!`;
  const tokens = macroTokens(tree, node);
  const parts = macroParts(tree, tokens);
  if (wordsOf(callee).some((word) => PARAMS.has(word))) sayParams(walk, node, callee, parts);
  if (callee === "matches!" || callee === "assert_matches!") sayMatches(walk, node, parts);
  walk.say(node, { fact: "call", callee, args: parts.slice(0, MOST_ARGUMENTS).map((part) => argument(tree, part)) });
}

/** `param!(Name, f64, "remote_key", 1.0)`, or several of them in brackets of their own. */
function sayParams(walk: Walk, node: number, callee: string, parts: readonly Part[]): void {
  const { tree } = walk;
  const groups = parts.filter((part) => part.length === 1 && tree.rule(part[0] ?? -1)?.is === "tokens");
  for (const group of groups) sayParam(walk, group[0] ?? node, callee, macroParts(tree, group[0] ?? -1));
  if (groups.length === 0) sayParam(walk, node, callee, parts);
}

function sayParam(walk: Walk, node: number, callee: string, parts: readonly Part[]): void {
  const values = parts.map((part) => partValue(walk.tree, part));
  const [name] = values;
  const key = values.findIndex(({ is }) => is === "string");
  const remote = values[key];
  const [value, min, max] = values.slice(key + 1);
  if (name?.is !== "name" || remote?.is !== "string" || value === undefined) return;
  walk.say(node, {
    fact: "setting",
    name: name.text,
    value,
    as: "default",
    callee,
    remote: remote.text,
    ...(min?.is === "number" && max?.is === "number" ? { min: min.decimal, max: max.decimal } : {}),
    notes: walk.notes.of(node),
  });
}

function sayMatches(walk: Walk, node: number, [left, ...right]: readonly Part[]): void {
  const { tree } = walk;
  const pattern = right[0];
  if (left === undefined || pattern === undefined) return;
  walk.say(node, {
    fact: "comparison",
    left: partValue(tree, left),
    operator: "matches",
    right: partValue(tree, pattern),
  });
}

/** Tokens of a macro that read like code: calls, pairs, comparisons. */
export function sayTokens(walk: Walk, node: number): void {
  const { tree } = walk;
  for (const part of macroParts(tree, node)) {
    sayPart(walk, part);
    for (let at = 1; at < part.length; at += 1) {
      const tokens = part[at] ?? -1;
      if (tree.rule(tokens)?.is === "tokens" && tree.source(tokens).startsWith("(")) sayInner(walk, part, at);
    }
  }
}

/** `name(…)`, `object.name(…)`, `name!(…)` where the token tree is the part's token `at`. */
function sayInner(walk: Walk, part: Part, at: number): void {
  const { tree } = walk;
  const path: string[] = [];
  let from = at - 1;
  const macro = tree.source(part[from] ?? -1) === "!";
  if (macro) from -= 1;
  for (; from >= 0 && path.length < MOST_PATH; from -= 2) {
    const name = part[from] ?? -1;
    if (tree.rule(name)?.is !== "name") break;
    path.unshift(tree.source(name));
    if (!/^(?:::|\.)$/.test(tree.source(part[from - 1] ?? -1))) break;
  }
  const tokens = part[at] ?? -1;
  if (path.length === 0) return;
  const args = macroParts(tree, tokens).slice(0, MOST_ARGUMENTS);
  const callee = `${path.join(".")}${macro ? "!" : ""}`;
  walk.say(tokens, { fact: "call", callee, args: args.map((one) => argument(tree, one)) });
}

/** `key: value`, `name = value`, `left < right`. */
function sayPart(walk: Walk, part: Part): void {
  const { tree } = walk;
  const [first = -1, second = -1] = part;
  const mark = tree.source(second);
  if (part.length > 2 && (mark === "=" || (mark === ":" && tree.rule(first)?.is === "string"))) {
    const key = partValue(tree, [first]);
    const value = partValue(tree, part.slice(2));
    if (
      key.is !== "list" &&
      (value.is === "number" || value.is === "string" || value.is === "boolean" || value.is === "list")
    )
      walk.say(first, {
        fact: "setting",
        name: key.text,
        value,
        as: mark === "=" ? "argument" : "constant",
        notes: [],
      });
    return;
  }
  const at = part.findIndex(
    (one, index) => index > 0 && index < part.length - 1 && !tree.named(one) && COMPARED.has(tree.source(one)),
  );
  const operator = OPERATORS.get(tree.source(part[at] ?? -1));
  if (at === -1 || operator === undefined) return;
  const right = partValue(tree, part.slice(at + 1));
  if ((operator === "<" || operator === ">") && right.is !== "number") return;
  walk.say(first, { fact: "comparison", left: partValue(tree, part.slice(0, at)), operator, right });
}

function argument(tree: SyntaxTree, part: Part): { readonly name?: string; readonly value: Value } {
  const [first = -1, second = -1] = part;
  if (part.length > 2 && tree.source(second) === "=" && tree.rule(first)?.is === "name")
    return { name: tree.source(first), value: partValue(tree, part.slice(2)) };
  return { value: partValue(tree, part) };
}

const PARAMS: ReadonlySet<string> = new Set([
  "param",
  "params",
  "parameter",
  "flag",
  "flags",
  "switch",
  "decider",
  "feature",
]);
const COMPARED: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">="]);
