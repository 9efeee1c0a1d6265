import { isOfWord } from "./characters.ts";
import type { Cursor } from "./cursor.ts";
import type { Lexis } from "./lexis.ts";

/** What may stand right before a quote and belongs to the literal. */
const PREFIXES: ReadonlySet<string> = new Set("r b u f rb br fr rf R s raw L u8 c cr t".split(" "));
const LONGEST_CHARACTER = 12;
const MOST_HASHES = 16;

/**
 * Where a literal that begins here ends; undefined if none does. `word` is how many letters stand before its quote. One that is never
 * closed ends with its line.
 */
export function stringEnd(cursor: Cursor, lexis: Lexis, word: number): number | undefined {
  const { text, at } = cursor;
  const prefix = text.slice(at, at + word);
  if (word > 0 && !PREFIXES.has(prefix)) return undefined;
  const raw = /r/i.test(prefix);
  const open = at + word;
  if (raw) {
    const end = rawEnd(cursor, prefix, open);
    if (end !== undefined) return end;
  }
  const quote = text.charAt(open);
  if (quote === '"' || quote === "'") {
    if (lexis.triple && text.startsWith(quote.repeat(3), open)) return longEnd(cursor, quote.repeat(3), open, raw);
    return quote === '"' ? doubleEnd(cursor, lexis, open, raw) : singleEnd(cursor, lexis, open, word);
  }
  return quote === "`" && word === 0 ? backtickEnd(cursor, lexis, open) : undefined;
}

/** Rust's `r#"…"#` and the like of C++, `R"mark(…)mark"`. */
function rawEnd(cursor: Cursor, prefix: string, open: number): number | undefined {
  const [, hashes, inner] =
    /^(#*)"(?:([^\s()"\\]{0,16})\()?/.exec(cursor.text.slice(open, open + MOST_HASHES + 18)) ?? [];
  if (hashes === undefined || hashes.length > MOST_HASHES || (hashes === "" && prefix !== "R")) return undefined;
  const close = prefix === "R" && inner !== undefined ? `)${inner}"` : `"${hashes}`;
  const found = cursor.find(close, open + hashes.length + 1);
  return found === undefined ? cursor.lineEnd() : found + close.length;
}

function longEnd(cursor: Cursor, quotes: string, open: number, raw: boolean): number {
  const from = open + quotes.length;
  const found = raw ? cursor.find(quotes, from) : cursor.findUnescaped(quotes, from);
  return found === undefined ? cursor.lineEnd() : found + quotes.length;
}

function doubleEnd(cursor: Cursor, lexis: Lexis, open: number, raw: boolean): number {
  const escapes = lexis.escapes !== "none" && !raw;
  const within = (end: number) =>
    escapes ? cursor.findUnescaped('"', open + 1, end) : cursor.find('"', open + 1, end);
  const line = cursor.lineEnd();
  const found = within(lexis.lines ? cursor.text.length : line);
  return found === undefined ? line : found + 1;
}

function singleEnd(cursor: Cursor, lexis: Lexis, open: number, word: number): number | undefined {
  if (lexis.single === "mark") return undefined;
  if (lexis.single === "character") return characterEnd(cursor.text, open);
  if (lexis.single === "closed" && word === 0 && open > 0 && isOfWord(cursor.unit(-1))) return undefined;
  const line = cursor.lineEnd();
  const found = lexis.escapes === "all" ? cursor.findUnescaped("'", open + 1, line) : cursor.find("'", open + 1, line);
  if (found !== undefined) return found + 1;
  return lexis.single === "closed" ? undefined : line;
}

/** One character or one escape between quotes; anything else is a lifetime, a symbol, a label. */
function characterEnd(text: string, open: number): number | undefined {
  const point = text.codePointAt(open + 1);
  if (point === undefined || point === 0x0a || point === 0x27) return undefined;
  if (point === 0x5c) {
    const close = text.slice(open + 3, open + LONGEST_CHARACTER).indexOf("'");
    return close === -1 || text.slice(open, open + 3 + close).includes("\n") ? undefined : open + 4 + close;
  }
  const close = open + (point > 0xff_ff ? 3 : 2);
  return text.charAt(close) === "'" ? close + 1 : undefined;
}

function backtickEnd(cursor: Cursor, lexis: Lexis, open: number): number | undefined {
  if (lexis.backtick === "mark") return undefined;
  const line = cursor.lineEnd();
  if (lexis.backtick === "string" || lexis.backtick === "raw") {
    const found = lexis.backtick === "raw" ? cursor.find("`", open + 1) : cursor.findUnescaped("`", open + 1);
    return found === undefined ? line : found + 1;
  }
  const found = cursor.find("`", open + 1, line);
  return found === undefined ? undefined : found + 1;
}
