import type { Comparison, Setting } from "../../../facts/fact.ts";
import { BRANCHES, DOCUMENTS, KEYWORDS, PROSE, RULE_VERBS } from "./keywords.ts";
import { calleeBefore, nameBefore } from "./names.ts";
import { operandEnd } from "./operands.ts";
import type { Found, Source } from "./source.ts";
import { isLiteral, valueOf } from "./values.ts";

const ASSIGNS: ReadonlySet<string> = new Set("= := : => -> += -= *= /=".split(" "));
/** What stands before a literal of a type, `Weights { reply: 12 }`, and not before the body of a branch or function. */
const VALUE_IS_DUE = /^(?:=|:=|\(|,|\[|\{|:|=>|return|&|new)$/;
/** Languages known to write one `=` for an assignment wherever it stands. */
export const ASSIGNING =
  /^(?:c|cpp|cuda|csharp|java|scala|kotlin|go|rust|python|javascript|typescript|ruby|php|swift|dart|lua|shell)$/;

/** A setting by the mark at an index, which gives a name a value; in a rule, `=` compares. */
export function settingAt(source: Source, at: number): Found<Setting> | Found<Comparison> | undefined {
  const { tokens, cell, cellEnd } = source;
  const mark = tokens[at]?.text ?? "";
  if (!ASSIGNS.has(mark) || tokens[at]?.is !== "mark" || isOfText(source, mark)) return undefined;
  const start = cell[at] ?? 0;
  const whole = Math.min(cellEnd[start] ?? at, tokens.length);
  const end =
    source.language === "shell" || source.language === "dockerfile"
      ? Math.min(at + 2, whole)
      : headEnd(source, at, whole);
  const named = nameBefore(source, at);
  if (named === undefined || at + 1 >= end || named.name.length > 300) return undefined;
  const span = [start, end] as const;
  if (mark === "=" && inRule(source, at)) {
    const [left, to] = [valueOf(source, named.from, at), operandEnd(source, at + 1)];
    return { fact: "comparison", left, operator: "==", right: valueOf(source, at + 1, to), span: [named.from, to] };
  }
  if (tokens[at + 1]?.text === "{" && isFunction(source, named.from)) return undefined;
  const value = valueOf(source, at + 1, end);
  if (!isWelcome(source, at, value.is, isLiteral(value))) return undefined;
  const given = { fact: "setting", name: named.name, notes: source.notes(tokens[start]?.line ?? 0), span } as const;
  if (/^[-+*/]=$/.test(mark)) {
    const text = source.spelling.join(named.from, end, 1_000);
    return { ...given, value: { is: "code", text }, as: "constant" };
  }
  return { ...given, value, ...manner(source, at) };
}

/** In the head of a loop or branch a value ends before the block. */
function headEnd({ tokens, pair, row }: Source, at: number, end: number): number {
  if (!/^(?:for|if|while|switch|guard)$/.test(tokens[row[at] ?? at]?.text ?? "")) return end;
  for (let index = at + 1, step = 0; index < end && step < 200; step += 1) {
    if (tokens[index]?.text === "{" && index > at + 1) return index;
    const beyond = pair[index] ?? -1;
    index = beyond > index ? beyond + 1 : index + 1;
  }
  return end;
}

/** Whether a name is that of a function, whose body is no value. */
function isFunction({ tokens, parameters }: Source, name: number): boolean {
  return parameters.has(name + 1) || /^(?:def|fun|fn|func|function)$/.test(tokens[name - 1]?.text ?? "");
}

/** Tags of a page have attributes, its text has none. */
function isOfText({ language }: Source, mark: string): boolean {
  return PROSE.has(language) && (mark !== "=" || language === "markdown" || language === "text");
}

/** `if country = "NO"` in a rule language. */
function inRule({ tokens, row, language, parent }: Source, at: number): boolean {
  if (ASSIGNING.test(language) || DOCUMENTS.has(language)) return false;
  const first = tokens[row[at] ?? 0]?.text ?? "";
  const outside = tokens[parent[at] ?? -1]?.text !== "{" || (row[at] ?? 0) > (parent[at] ?? 0);
  return outside && (BRANCHES.has(first) || RULE_VERBS.has(first)) && (row[at] ?? 0) + 1 < at;
}

/** A word and `:` may be a type, a label, a branch or half of a ternary: only a literal behind it makes it a setting. */
function isWelcome(source: Source, at: number, is: string, literal: boolean): boolean {
  const { tokens, cell, row, parent } = source;
  const mark = tokens[at]?.text;
  const quoted = tokens[at - 1]?.is === "string";
  if (mark === "=>" || mark === "->") return literal && (quoted || tokens[at - 1]?.is === "word");
  if (mark !== ":") return true;
  if (tokens[parent[at] ?? -1]?.text === "[" && !quoted) return false;
  const [first, opening] = [tokens[cell[at] ?? 0], tokens[row[at] ?? 0]];
  const controls = (text: string) => KEYWORDS.has(text) || text === "default" || text === "lambda";
  if (first?.is === "word" && first.text !== tokens[at - 1]?.text && controls(first.text)) return false;
  if (parent[at] === -1 && opening?.is === "word" && BRANCHES.has(opening.text) && row[at] !== at - 1) return false;
  if (isInside(source, cell[at] ?? 0, at)) return false;
  return literal || ((quoted || DOCUMENTS.has(source.language)) && is !== "code") || (quoted && is === "code");
}

/** Behind `?` the mark is half of a ternary; behind `=` it belongs to the value. */
function isInside({ tokens, pair }: Source, start: number, end: number): boolean {
  for (let at = end - 1, step = 0; at >= start && step < 32; step += 1) {
    const text = tokens[at]?.text;
    if ((text === "?" && at !== end - 1) || text === "=" || text === ":=") return true;
    const open = pair[at] ?? -1;
    at = open >= start && open < at ? open - 1 : at - 1;
  }
  return false;
}

/** What gives the value, told by the bracket around it. */
function manner(source: Source, at: number): Pick<Setting, "as"> & { readonly callee?: string } {
  const { tokens, parent, language, parameters } = source;
  const open = parent[at] ?? -1;
  const bracket = tokens[open]?.text;
  if (DOCUMENTS.has(language)) return { as: "config" };
  if (bracket === "(") {
    if (parameters.has(open)) return { as: "default" };
    const callee = calleeBefore(source, open)?.name;
    return callee === undefined ? { as: "constant" } : { as: "argument", callee };
  }
  if (bracket !== "{" || tokens[at]?.text === "=") return { as: "constant" };
  const outer = tokens[open - 1]?.text === "(" ? open - 1 : open;
  const called = calleeBefore(source, outer);
  const due = outer !== open || VALUE_IS_DUE.test(tokens[(called?.from ?? 0) - 1]?.text ?? "");
  const callee = due ? called?.name : undefined;
  return callee === undefined || parameters.has(open) ? { as: "constant" } : { as: "argument", callee };
}
