import type { Token, Trouble } from "../reading.ts";
import { isBlank, isDigit, isOfWord, wordEnd } from "./characters.ts";
import { commentEnd } from "./comments.ts";
import { Cursor } from "./cursor.ts";
import { languageOf } from "./language.ts";
import { lexisOf } from "./lexis.ts";
import type { Lexis } from "./lexis.ts";
import { markAt } from "./marks.ts";
import { numberEnd } from "./numbers.ts";
import { patternEnd, standsAlone } from "./positions.ts";
import { stringEnd } from "./strings.ts";

/** Tokens of one text, and UTF-16 units of one token; what lies beyond is a trouble. */
const MOST_TOKENS = 1_000_000;
const LONGEST_TOKEN = 200_000;

/** What a text is said to be: `language` as `languageOf` names it, or told by the path. */
export type Hints = { readonly path?: string; readonly language?: string };

/** Tokens in the order of the text. Troubles are `limit.tokens` and `limit.token`. */
export type Tokenised = { readonly tokens: readonly Token[]; readonly troubles: readonly Trouble[] };

/**
 * The tokens of any text: words, numbers with their suffixes, literals, marks and comments as the language spells them, or as most do
 * where nobody knows it. Linear, bounded, never throws: what is never closed ends with its line.
 */
export function tokensOf(text: string, hints: Hints = {}): Tokenised {
  return scanTokens(new Cursor(text), hints.language ?? languageOf(hints.path ?? ""));
}

/** The same from a cursor at the beginning of its text. */
export function scanTokens(cursor: Cursor, language: string): Tokenised {
  const lexis = lexisOf(language);
  const [tokens, troubles]: [Token[], Trouble[]] = [[], []];
  for (skipBlanks(cursor); !cursor.done; skipBlanks(cursor)) {
    if (tokens.length === MOST_TOKENS) {
      troubles.push({ code: "limit.tokens", what: `more than ${MOST_TOKENS} tokens`, line: cursor.line });
      break;
    }
    const token = nextToken(cursor, lexis, tokens);
    if (token.text.length === LONGEST_TOKEN)
      troubles.push({ code: "limit.token", what: `a token of more than ${LONGEST_TOKEN} units`, line: token.line });
    tokens.push(token);
  }
  return { tokens, troubles };
}

function skipBlanks(cursor: Cursor): void {
  let at = cursor.at;
  while (at < cursor.text.length && isBlank(cursor.text.charCodeAt(at))) at += 1;
  cursor.advance(at);
}

function nextToken(cursor: Cursor, lexis: Lexis, before: readonly Token[]): Token {
  const { line, column } = cursor;
  const [is, end] = kindAndEnd(cursor, lexis, before.at(-1));
  const alone = is === "string" && lexis.docstrings && standsAlone(cursor, end, before);
  const text = cursor.advance(end).slice(0, LONGEST_TOKEN);
  cursor.firstInLine = false;
  return { is: alone ? "comment" : is, text, line, end: cursor.line, column };
}

function kindAndEnd(cursor: Cursor, lexis: Lexis, before: Token | undefined): readonly [Token["is"], number] {
  const { text, at } = cursor;
  const comment = commentEnd(cursor, lexis);
  if (comment !== undefined) return ["comment", Math.max(comment, at + 1)];
  const point = text.codePointAt(at) ?? 0;
  if (isDigit(point) || (point === 0x2e && isDigit(cursor.unit(1)) && !touches(before, cursor)))
    return ["number", Math.max(numberEnd(text, at), at + 1)];
  if (isOfWord(point)) {
    const bare = wordEnd(text, at);
    const end = lexis.asks && /^[?!](?:[^=?!]|==|$)/.test(text.slice(bare, bare + 3)) ? bare + 1 : bare;
    const literal = end - at <= 3 ? stringEnd(cursor, lexis, end - at) : undefined;
    return literal === undefined ? ["word", end] : ["string", literal];
  }
  const literal = stringEnd(cursor, lexis, 0);
  if (literal !== undefined) return [point === 0x60 && lexis.backtick === "name" ? "word" : "string", literal];
  const pattern = lexis.patterns && point === 0x2f ? patternEnd(cursor, before) : undefined;
  return pattern === undefined ? ["mark", at + markAt(text, at, lexis.templates).length] : ["string", pattern];
}

/** Whether a dot here follows a name or a closing bracket, whose member stands behind it. */
function touches(before: Token | undefined, cursor: Cursor): boolean {
  if (before === undefined || before.end !== cursor.line) return false;
  return before.column + before.text.length === cursor.column && /^(?:\w.*|[\])])$/s.test(before.text);
}
