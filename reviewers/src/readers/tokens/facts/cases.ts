import type { Branch } from "../../../facts/fact.ts";
import { madeBranch as made } from "./made-branch.ts";
import type { Found, Source } from "./source.ts";

/** Tokens of a head, brackets counted as one. */
const MOST_STEPS = 200;

/** A case goes on to the next one beside it. */
export function caseOf(source: Source, at: number): Found<Branch> | undefined {
  const { tokens, rowEnd, row, pair } = source;
  const rowTo = Math.min(rowEnd[row[at] ?? at] ?? at, tokens.length);
  let head = at + 1;
  while (head < rowTo && head < at + MOST_STEPS && !/^(?::|=>|->|then|if)$/.test(tokens[head]?.text ?? "")) {
    const beyond = pair[head] ?? -1;
    head = beyond > head ? beyond + 1 : head + 1;
  }
  if (head === at + 1) return undefined;
  let to = Math.min(rowTo, tokens.length);
  for (let step = 0; step < MOST_STEPS / 4; step += 1) {
    const sibling = row[to] === to && source.parent[to] === source.parent[at];
    if (!sibling || /^(?:case|when|default|else|end|esac)$/.test(tokens[to]?.text ?? "")) break;
    to = Math.min(rowEnd[to] ?? tokens.length, tokens.length);
    if (tokens[to]?.text === ";") to += 1;
  }
  const guard = tokens[head]?.text === "if";
  const block = { from: guard ? head : head + 1, to: Math.max(to, head), after: to };
  return made(source, "case", [at + 1, Math.min(head, to)], block, undefined, [at, Math.max(to, head)]);
}

/** `when ? one : other`. */
export function ternary(source: Source, at: number): Found<Branch> | undefined {
  const { tokens, cell, cellEnd, pair, language } = source;
  if (language === "rust" || language === "kotlin" || language === "swift") return undefined;
  const start = cell[at] ?? at;
  const end = Math.min(cellEnd[start] ?? at, tokens.length);
  let colon = at + 1;
  for (let step = 0; colon < end && step < MOST_STEPS && tokens[colon]?.text !== ":"; step += 1) {
    const beyond = pair[colon] ?? -1;
    colon = beyond > colon ? beyond + 1 : colon + 1;
  }
  if (colon >= end || colon === at + 1) return undefined;
  let from = at;
  for (let step = 0; from > start && step < MOST_STEPS; step += 1) {
    if (/^(?:=|:=|return|=>|:|\?)$/.test(tokens[from - 1]?.text ?? "")) break;
    const open = pair[from - 1] ?? -1;
    from = open >= start && open < from - 1 ? open : from - 1;
  }
  const [then, otherwise] = [
    { from: at + 1, to: colon, after: colon },
    { from: colon + 1, to: end, after: end },
  ];
  return from === at ? undefined : made(source, "if", [from, at], then, otherwise, [from, end]);
}
