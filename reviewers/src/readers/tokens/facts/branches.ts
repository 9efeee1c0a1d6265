import type { Branch } from "../../../facts/fact.ts";
import { blockOf } from "./blocks.ts";
import type { Block } from "./blocks.ts";
import { BRANCHES, CONTINUES, DOCUMENTS, PROSE, RULE_VERBS } from "./keywords.ts";
import { caseOf, ternary } from "./cases.ts";
import { madeBranch as made } from "./made-branch.ts";
import type { Found, Source } from "./source.ts";

/** Tokens of a head, brackets counted as one. */
const MOST_STEPS = 200;
const BEHIND_CONDITION: ReadonlySet<string> = new Set("&& || == != < > <= >= . and or + - * / ? in".split(" "));
const OF_KNOWN_LANGUAGE =
  /^(?:c|cpp|cuda|csharp|java|scala|kotlin|go|rust|python|javascript|typescript|ruby|php|swift|dart|lua|shell|sql|proto|thrift)$/;

/** A branch by the word or mark at an index: `if`, `unless`, `when`, a case, what is caught, a ternary, a verb of a rule language. */
export function branchAt(source: Source, at: number): Found<Branch> | undefined {
  const { tokens, language } = source;
  const token = tokens[at];
  if (token === undefined || PROSE.has(language) || tokens[at - 1]?.text === ".") return undefined;
  if (token.text === "?") return ternary(source, at);
  const sort = token.is === "word" ? BRANCHES.get(token.text) : undefined;
  if (sort === undefined) return ruleVerb(source, at);
  if (/^[=,)]$/.test(tokens[at + 1]?.text ?? "") || /^(?:class|object)$/.test(tokens[at + 1]?.text ?? ""))
    return undefined;
  if (sort === "case") return caseOf(source, at);
  if (sort !== "error" && isSuffix(source, at)) return suffixed(source, at);
  return prefixed(source, at, sort);
}

function prefixed(source: Source, at: number, sort: Branch["sort"]): Found<Branch> | undefined {
  const head = headEnd(source, at);
  const block = blockOf(source, at, head) ?? rest(source, at, head) ?? thenBelow(source, at);
  if (block === undefined && head === at + 1) return undefined;
  const otherwise = block === undefined ? undefined : elseOf(source, block);
  const from = source.tokens[at + 1]?.text === ":" ? at + 2 : at + 1;
  const bare = source.tokens[from]?.text === "(" && source.pair[from] === head - 1;
  return made(source, sort, bare ? [from + 1, head - 1] : [from, head], block, otherwise, [
    at,
    Math.max(head, otherwise?.after ?? block?.after ?? head),
  ]);
}

/** Where the condition ends: with its brackets, before a block, behind `:`, at `then`, or with its row. */
function headEnd({ tokens, pair, row, rowEnd, language }: Source, at: number): number {
  const end = Math.min(rowEnd[row[at] ?? at] ?? at, tokens.length);
  const close = tokens[at + 1]?.text === "(" ? (pair[at + 1] ?? -1) : -1;
  if (close > at && close < end && !BEHIND_CONDITION.has(tokens[close + 1]?.text ?? "")) return close + 1;
  for (let index = at + 1, step = 0; index < end && step < MOST_STEPS; step += 1) {
    const token = tokens[index];
    if (token?.is === "word" && /^(?:then|do|else|drop|hide|return)$/.test(token.text) && index > at + 1) return index;
    if (token?.is === "mark" && (token.text === "{" || token.text === "=>")) return index;
    if (
      token?.text === ":" &&
      index > at + 1 &&
      (language === "python" || index === end - 1 || !OF_KNOWN_LANGUAGE.test(language))
    )
      return index;
    const beyond = pair[index] ?? -1;
    index = beyond > index ? beyond + 1 : index + 1;
  }
  return end;
}

/** What follows on the row itself, or the one row below a condition in brackets. */
function rest({ tokens, row, rowEnd, pair, parent }: Source, at: number, head: number): Block | undefined {
  const end = Math.min(rowEnd[row[at] ?? at] ?? at, tokens.length);
  const from = /^[:]$|^=>$|^then$/.test(tokens[head]?.text ?? "") ? head + 1 : head;
  if (from < end) {
    let to = from;
    for (let step = 0; to < end && step < MOST_STEPS && tokens[to]?.text !== "else"; step += 1) {
      const beyond = pair[to] ?? -1;
      to = beyond > to ? beyond + 1 : to + 1;
    }
    return { from, to: Math.min(to, end), after: Math.min(to, end) };
  }
  if (tokens[at + 1]?.text !== "(" || row[end] !== end || parent[end] !== parent[at]) return undefined;
  const to = Math.min(rowEnd[end] ?? end, tokens.length);
  return { from: end, to, after: tokens[to]?.text === ";" ? to + 1 : to };
}

/** `then …` on the row below. */
function thenBelow({ tokens, row, rowEnd, parent }: Source, at: number): Block | undefined {
  const end = Math.min(rowEnd[row[at] ?? at] ?? at, tokens.length);
  if (tokens[end]?.text !== "then" || parent[end] !== parent[at]) return undefined;
  const to = Math.min(rowEnd[end] ?? end, tokens.length);
  const colon = tokens[end + 1]?.text === ":" ? 1 : 0;
  return { from: end + 1 + colon, to, after: to };
}

function elseOf(source: Source, { after }: Block): Block | undefined {
  const { tokens, row, rowEnd } = source;
  const text = tokens[after]?.text ?? "";
  if (!/^(?:else|elif|elsif|elseif|otherwise)$/.test(text)) return undefined;
  const own = text === "else" && tokens[after + 1]?.text !== "if" ? blockOf(source, after, after + 1) : undefined;
  const end = Math.min(rowEnd[row[after] ?? after] ?? after, tokens.length);
  return own ?? { from: text === "else" ? after + 1 : after, to: end, after: end };
}

function isSuffix({ tokens, row, cell, language }: Source, at: number): boolean {
  const before = tokens[at - 1];
  if (row[at] === at || cell[at] === at || before === undefined) return false;
  if (language === "ruby" || language === "perl") return !/^(?:=|else|then|do|\(|\|\||&&)$/.test(before.text);
  if (before.is === "mark") return /^[)\]}"]$/.test(before.text) && before.line === tokens[at]?.line;
  return (
    before.line === tokens[at]?.line && !CONTINUES.has(before.text) && !/^(?:return|then|do|try|in)$/.test(before.text)
  );
}

/** `drop x if y`, `a if b else c`, `case x if y =>`. */
function suffixed(source: Source, at: number): Found<Branch> {
  const { tokens, cell, cellEnd, pair } = source;
  const start = cell[at] ?? at;
  const end = Math.min(cellEnd[start] ?? at, tokens.length);
  let to = at + 1;
  for (let step = 0; to < end && step < MOST_STEPS && !/^(?:else|=>|->)$/.test(tokens[to]?.text ?? ""); step += 1) {
    const beyond = pair[to] ?? -1;
    to = beyond > to ? beyond + 1 : to + 1;
  }
  to = Math.min(to, end);
  const other = { from: to + 1, to: end, after: end };
  if (tokens[to]?.text === "else")
    return made(source, "if", [at + 1, to], { from: start, to: at, after: at }, other, [start, end]);
  if (to < end) return made(source, "case", [at + 1, to], other, undefined, [at, end]);
  return made(source, "if", [at + 1, to], { from: start, to: at, after: at }, undefined, [start, end]);
}

/** `require account_age >= 30 and not muted` in a language of rules. */
function ruleVerb(source: Source, at: number): Found<Branch> | undefined {
  const { tokens, row, rowEnd, language } = source;
  const token = tokens[at];
  if (row[at] !== at || token === undefined || !RULE_VERBS.has(token.text.toLowerCase())) return undefined;
  if (OF_KNOWN_LANGUAGE.test(language) || DOCUMENTS.has(language)) return undefined;
  const end = Math.min(rowEnd[at] ?? at, tokens.length);
  const next = tokens[at + 1];
  const suffix = tokens.slice(at + 1, Math.min(end, at + MOST_STEPS)).some(({ text }) => BRANCHES.has(text));
  if (end - at < 2 || suffix || next === undefined || (next.is !== "word" && !/^[!("]/.test(next.text)))
    return undefined;
  const from = next.text === "where" ? at + 2 : at + 1;
  return made(source, "if", [from, end], { from: at, to: at + 1, after: end }, undefined, [at, end]);
}
