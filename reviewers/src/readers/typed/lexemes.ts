import { Comments } from "./comments.ts";
import { unescaped } from "./unescape.ts";

/** A quotation of a language: how it begins and ends, what escapes its end, and whether it may go over lines. */
export type Quote = {
  readonly open: string;
  readonly close: string;
  readonly escapes: "backslash" | "doubled" | "none";
  readonly lines: boolean;
};

/** What is different between the languages whose texts are cut into lexemes. */
export type Dialect = {
  /** A sticky pattern of words and numbers that never backtracks; what it does not match is a mark of one unit. */
  readonly bare: RegExp;
  /** Beginnings of comments up to the end of the line. */
  readonly comments: readonly string[];
  /** Beginnings and ends of comments over lines. */
  readonly blocks: readonly (readonly [string, string])[];
  /** Longer ones first. */
  readonly quotes: readonly Quote[];
};

/** A piece of a text that is no comment and no layout. */
export type Lexeme = {
  readonly is: "bare" | "string" | "mark";
  /** As it stands in the text. */
  readonly text: string;
  /** A literal without its quotes, escapes resolved. */
  readonly value: string;
  readonly line: number;
  readonly end: number;
  /** Whether layout, or a line's end, stands before it. */
  readonly spaced: boolean;
  readonly first: boolean;
};

/** A text in lexemes, its comments apart; `broken` are the lines where a literal or comment begins that does not end. */
export type Lexed = {
  readonly lexemes: readonly Lexeme[];
  readonly comments: Comments;
  readonly broken: readonly number[];
};

/** Lexemes of one text. */
const MOST_LEXEMES = 2_000_000;

/** A text with more lexemes than are kept in memory; whoever asked for its reading says `limit.tokens`. */
export class TooManyLexemes extends Error {
  constructor() {
    super(`more than ${MOST_LEXEMES} tokens`);
  }
}

/** Cuts a text into lexemes; each unit is looked at a bounded number of times. Throws `TooManyLexemes`. */
export function lex(text: string, dialect: Dialect): Lexed {
  const lexemes: Lexeme[] = [];
  const broken: number[] = [];
  const comments = new Comments();
  let [at, line, spaced, first] = [0, 1, true, true];
  const push = (is: Lexeme["is"], end: number, value: string) => {
    const own = text.slice(at, end);
    const last = line + lineFeeds(own);
    if (lexemes.length >= MOST_LEXEMES) throw new TooManyLexemes();
    lexemes.push({ is, text: own, value, line, end: last, spaced, first });
    [at, line, spaced, first] = [end, last, false, false];
  };
  while (at < text.length) {
    const unit = text[at] ?? "";
    if (unit === "\n") [at, line, spaced, first] = [at + 1, line + 1, true, true];
    else if (unit === " " || unit === "\t" || unit === "\r" || unit === "\uFEFF" || unit === "\f")
      [at, spaced] = [at + 1, true];
    else {
      const comment = commentAt(text, at, dialect);
      const quote = comment === undefined ? dialect.quotes.find(({ open }) => text.startsWith(open, at)) : undefined;
      if (comment !== undefined) {
        const own = text.slice(at, comment.end);
        if (!comment.ended) broken.push(line);
        comments.add(own, line, first);
        [at, line, spaced] = [comment.end, line + lineFeeds(own), true];
      } else if (quote !== undefined) {
        const { inner, end, ended } = quoted(text, at, quote);
        if (!ended) broken.push(line);
        push("string", end, unescaped(text.slice(at + quote.open.length, inner), quote));
      } else {
        dialect.bare.lastIndex = at;
        const word = dialect.bare.exec(text)?.[0] ?? "";
        if (word === "") push("mark", at + 1, unit);
        else push("bare", at + word.length, word);
      }
    }
  }
  return { lexemes, comments, broken };
}

type Piece = { readonly end: number; readonly ended: boolean };

function commentAt(text: string, at: number, { comments, blocks }: Dialect): Piece | undefined {
  for (const [open, close] of blocks)
    if (text.startsWith(open, at)) {
      const end = text.indexOf(close, at + open.length);
      return end === -1 ? { end: text.length, ended: false } : { end: end + close.length, ended: true };
    }
  if (!comments.some((mark) => text.startsWith(mark, at))) return undefined;
  return { end: lineEnd(text, at), ended: true };
}

function quoted(
  text: string,
  start: number,
  { open, close, escapes, lines }: Quote,
): Piece & { readonly inner: number } {
  for (let at = start + open.length; at < text.length; at += 1) {
    const unit = text[at];
    if (unit === "\n" && !lines) return { inner: at, end: at, ended: false };
    if (unit === "\\" && escapes === "backslash") at += 1;
    else if (text.startsWith(close, at)) {
      if (escapes === "doubled" && text.startsWith(close, at + close.length)) at += 1;
      else return { inner: at, end: at + close.length, ended: true };
    }
  }
  return { inner: text.length, end: text.length, ended: false };
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}

/** Line feeds in a text. */
export function lineFeeds(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}
