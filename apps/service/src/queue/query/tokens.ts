import { CountersignError } from "@countersign/core";

/** A piece of a query: `at` is where it begins, in UTF-16 units from 0; `valueAt` where its value does. */
export type Token = {
  readonly at: number;
  readonly negated: boolean;
  /** Before the colon; undefined for a word or a quoted text. */
  readonly field?: string;
  readonly value: string;
  readonly valueAt: number;
};

const LONGEST = 1_000;
const MOST = 50;

/** What is wrong with a query, and where. */
export function queryError(at: number, detail: string): CountersignError {
  return new CountersignError("queue.query", `at ${at + 1}: ${detail}`, { facts: { position: at } });
}

/** Takes a query apart; `queue.query` with the position of what is wrong. */
export function tokensOf(text: string): readonly Token[] {
  if (text.length > LONGEST) throw queryError(LONGEST, `a query has at most ${LONGEST} characters`);
  // oxlint-disable-next-line no-control-regex -- control characters are what is refused
  const stray = /[\0-\x08\x0e-\x1f\x7f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.exec(
    text,
  );
  if (stray !== null) throw queryError(stray.index, "a control character, or half of a character");
  const tokens: Token[] = [];
  for (let at = skipBlanks(text, 0); at < text.length;) {
    const { token, end } = tokenAt(text, at);
    tokens.push(token);
    if (tokens.length > MOST) throw queryError(at, `a query has at most ${MOST} conditions`);
    if (end < text.length && !/\s/u.test(text[end] ?? "")) throw queryError(end, "a blank is missing");
    at = skipBlanks(text, end);
  }
  return tokens;
}

function skipBlanks(text: string, from: number): number {
  const rest = /\S/u.exec(text.slice(from));
  return rest === null ? text.length : from + rest.index;
}

function tokenAt(text: string, at: number): { readonly token: Token; readonly end: number } {
  const negated = text[at] === "-";
  const from = negated ? at + 1 : at;
  const field = /^([^\s":\\]*):/u.exec(text.slice(from))?.[1];
  const valueAt = field === undefined ? from : from + field.length + 1;
  const { value, end } = text[valueAt] === '"' ? quotedAt(text, valueAt) : bareAt(text, valueAt);
  if (value === "") throw queryError(valueAt, field === undefined ? "something is missing" : `${field}: has no value`);
  return { token: { at, negated, ...(field === undefined ? {} : { field }), value, valueAt }, end };
}

function bareAt(text: string, from: number): { readonly value: string; readonly end: number } {
  const value = /^[^\s"\\]*/u.exec(text.slice(from))?.[0] ?? "";
  const end = from + value.length;
  if (text[end] === "\\" || text[end] === '"') throw queryError(end, "quote the whole text");
  return { value, end };
}

function quotedAt(text: string, from: number): { readonly value: string; readonly end: number } {
  let value = "";
  for (let at = from + 1; at < text.length; at++) {
    const unit = text[at] ?? "";
    if (unit === '"') return { value, end: at + 1 };
    if (unit !== "\\") {
      value += unit;
      continue;
    }
    at += 1;
    const escaped = text[at];
    if (escaped !== '"' && escaped !== "\\") throw queryError(at - 1, 'a backslash stands only before " and \\');
    value += escaped;
  }
  throw queryError(from, "the quotation does not end");
}
