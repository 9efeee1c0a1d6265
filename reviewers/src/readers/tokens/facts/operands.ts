import { KEYWORDS } from "./keywords.ts";
import type { Source } from "./source.ts";

/** Tokens of an operand, brackets counted as one. */
const MOST_STEPS = 48;
const JOINTS: ReadonlySet<string> = new Set([".", "::", "?.", "->"]);
const SUMS: ReadonlySet<string> = new Set("+ - * / % <<".split(" "));
const SIGNS: ReadonlySet<string> = new Set("- + ! & *".split(" "));

/** Where the operand begins that ends before an index: a value with its members, calls and arithmetic. The index itself if none does. */
export function operandStart(source: Source, end: number): number {
  const { tokens, pair, cell } = source;
  const least = cell[end] ?? 0;
  let start = end;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const at = start - 1;
    const token = tokens[at];
    if (at < least || token === undefined) break;
    const behind = start === end ? undefined : tokens[start];
    if (token.is === "mark" && (token.text === ")" || token.text === "]")) {
      if (behind !== undefined && !continues(behind.text)) break;
      const open = pair[at] ?? -1;
      if (open < least) break;
      start = open;
    } else if (token.is === "mark" ? isOperator(token.text, behind?.text) : isValue(token) && fits(behind?.text))
      start = at;
    else break;
  }
  while (start < end && SUMS.has(tokens[start]?.text ?? "") && tokens[start]?.text !== "-") start += 1;
  return start;
}

function isValue(token: Source["tokens"][number]): boolean {
  return token.is !== "word" || !KEYWORDS.has(token.text);
}

/** Whether a value may stand before this: nothing yet, a bracket of its own, a joint or operator. */
function fits(behind: string | undefined): boolean {
  return behind === undefined || continues(behind) || behind === "(" || behind === "[";
}

function continues(behind: string): boolean {
  return JOINTS.has(behind) || SUMS.has(behind) || behind === "[" || behind === "(";
}

function isOperator(text: string, behind: string | undefined): boolean {
  return behind !== undefined && (JOINTS.has(text) || SUMS.has(text)) && !JOINTS.has(behind);
}

/** Where the operand ends that begins at an index. */
export function operandEnd(source: Source, start: number): number {
  const { tokens, pair, cell, cellEnd } = source;
  const most = Math.min(cellEnd[cell[start] ?? start] ?? start, tokens.length);
  let at = start;
  let open = true;
  for (let step = 0; step < MOST_STEPS && at < most; step += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    const beyond = pair[at] ?? -1;
    if (token.is !== "mark") {
      if (!open || !isValue(token)) break;
      open = false;
      at += 1;
    } else if (beyond > at && (open ? token.text !== "{" || at === start : token.text === "(" || token.text === "[")) {
      at = Math.min(beyond + 1, most);
      open = false;
    } else if (open ? SIGNS.has(token.text) : JOINTS.has(token.text) || SUMS.has(token.text)) {
      open = true;
      at += 1;
    } else break;
  }
  return at;
}
