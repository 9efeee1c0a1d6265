import { AttestError } from "../error.ts";
import { MAX_DEPTH } from "./value.ts";
import type { JsonList, JsonObject, JsonValue } from "./value.ts";

/** Where the reader stands: `at` counts UTF-16 code units. */
type Cursor = { readonly text: string; readonly area: string; at: number };

/** Reads one JSON document (RFC 8259) under the rules and codes of `parseStrict`. Linear in the length of the text. */
export function readDocument(text: string, area: string): JsonValue {
  const cursor: Cursor = { text, area, at: 0 };
  const value = readValue(cursor, 0);
  skipBlanks(cursor);
  if (cursor.at < text.length) fail(cursor, "json-trailing", "something follows the document");
  return value;
}

function readValue(cursor: Cursor, depth: number): JsonValue {
  skipBlanks(cursor);
  const next = cursor.text[cursor.at];
  if (next === '"') return readString(cursor);
  if (next === "{" || next === "[") {
    if (depth >= MAX_DEPTH) fail(cursor, "json-depth", `nested deeper than ${MAX_DEPTH} levels`);
    cursor.at += 1;
    return next === "{" ? readObject(cursor, depth + 1) : readList(cursor, depth + 1);
  }
  if (skip(cursor, "null")) return null;
  if (skip(cursor, "true")) return true;
  if (skip(cursor, "false")) return false;
  return readNumber(cursor);
}

const NUMBER_LIKE = /[-0-9][-+.0-9A-Za-z]*/y;
const INTEGER = /^(?:0|[1-9][0-9]*)$/;

function readNumber(cursor: Cursor): number {
  NUMBER_LIKE.lastIndex = cursor.at;
  const [spelling] = NUMBER_LIKE.exec(cursor.text) ?? [];
  if (spelling === undefined) unexpected(cursor, "a value");
  if (!INTEGER.test(spelling)) fail(cursor, "json-number", "a number is not written as an integer without sign");
  const value = Number(spelling);
  if (value > Number.MAX_SAFE_INTEGER) fail(cursor, "json-number-range", "a number is above 2^53 - 1");
  cursor.at += spelling.length;
  return value;
}

function readList(cursor: Cursor, depth: number): JsonList {
  const items: JsonValue[] = [];
  if (skipToken(cursor, "]")) return items;
  do items.push(readValue(cursor, depth));
  while (skipToken(cursor, ","));
  if (!skipToken(cursor, "]")) unexpected(cursor, "',' or ']'");
  return items;
}

function readObject(cursor: Cursor, depth: number): JsonObject {
  const members = new Map<string, JsonValue>();
  if (skipToken(cursor, "}")) return {};
  do readMember(cursor, members, depth);
  while (skipToken(cursor, ","));
  if (!skipToken(cursor, "}")) unexpected(cursor, "',' or '}'");
  // Defines own properties, whatever the name: assigning to `__proto__` would set the prototype instead.
  return Object.fromEntries(members);
}

function readMember(cursor: Cursor, members: Map<string, JsonValue>, depth: number): void {
  skipBlanks(cursor);
  if (cursor.text[cursor.at] !== '"') unexpected(cursor, "the name of a member");
  const name = readString(cursor);
  if (members.has(name)) fail(cursor, "duplicate-key", `member ${JSON.stringify(name)} is given twice`);
  if (!skipToken(cursor, ":")) unexpected(cursor, "':'");
  members.set(name, readValue(cursor, depth));
}

function readString(cursor: Cursor): string {
  cursor.at += 1;
  let value = "";
  for (;;) {
    const start = cursor.at;
    skipPlain(cursor);
    value += cursor.text.slice(start, cursor.at);
    const next = cursor.text[cursor.at];
    if (next === undefined) unexpected(cursor, "the end of a string");
    if (next !== '"' && next !== "\\") fail(cursor, "json-control", "a control character stands bare in a string");
    if (next === '"') break;
    value += readEscape(cursor);
  }
  if (!value.isWellFormed()) fail(cursor, "json-surrogate", "a string holds a lone surrogate");
  cursor.at += 1;
  return value;
}

/** Up to a quote, a backslash, a control character or the end. */
function skipPlain(cursor: Cursor): void {
  for (; cursor.at < cursor.text.length; cursor.at += 1) {
    const code = cursor.text.charCodeAt(cursor.at);
    if (code === 0x22 || code === 0x5c || code < 0x20) return;
  }
}

const ESCAPES = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);
const FOUR_DIGITS = /^[0-9A-Fa-f]{4}$/;

function readEscape(cursor: Cursor): string {
  const short = ESCAPES.get(cursor.text[cursor.at + 1] ?? "");
  if (short !== undefined) {
    cursor.at += 2;
    return short;
  }
  const digits = cursor.text.slice(cursor.at + 2, cursor.at + 6);
  if (cursor.text[cursor.at + 1] !== "u" || !FOUR_DIGITS.test(digits)) fail(cursor, "json-escape", "an unknown escape");
  cursor.at += 6;
  return String.fromCharCode(Number.parseInt(digits, 16));
}

const BLANKS = /[ \t\n\r]*/y;

function skipBlanks(cursor: Cursor): void {
  BLANKS.lastIndex = cursor.at;
  BLANKS.test(cursor.text);
  cursor.at = BLANKS.lastIndex;
}

function skipToken(cursor: Cursor, token: string): boolean {
  skipBlanks(cursor);
  return skip(cursor, token);
}

function skip(cursor: Cursor, token: string): boolean {
  if (!cursor.text.startsWith(token, cursor.at)) return false;
  cursor.at += token.length;
  return true;
}

function unexpected(cursor: Cursor, wanted: string): never {
  if (cursor.at >= cursor.text.length) fail(cursor, "json-end", `the text ends where ${wanted} should stand`);
  fail(cursor, "json-syntax", `${wanted} should stand here`);
}

function fail(cursor: Cursor, what: string, detail: string): never {
  throw new AttestError(`${cursor.area}.${what}`, `${detail} (character ${cursor.at})`);
}
