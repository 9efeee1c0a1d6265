import { behindAnnotations, beginsLine, cutsOf } from "./cuts.ts";
import type { Body, Cut } from "./cuts.ts";
import { closing, depthsOf } from "./depths.ts";
import { openersOf } from "./openers.ts";
import type { Openers } from "./openers.ts";
import type { Piece, Tokenised } from "./piece.ts";

/** Definitions within definitions that are told apart, and tokens in which one says what it is. */
const DEEPEST = 4;
const LONGEST_HEAD = 400;

/**
 * The definitions of a text as pieces of whole lines, in their order; what stands before the first one is in none. Empty where
 * the language is not known here, or brackets do not fit. Linear in the tokens.
 */
export function piecesOf({ tokens, starts }: Tokenised, language: string): readonly Piece[] {
  const openers = openersOf(language);
  const depths = openers === undefined ? undefined : depthsOf(tokens);
  if (openers === undefined || depths === undefined) return [];
  const body = { tokens, depths, from: 0, to: tokens.length, depth: 0, column: 0 };
  return piecesIn(body, openers, starts.length, 1);
}

/** The pieces of a body; the last one ends before the line `until`. */
function piecesIn(body: Body, openers: Openers, until: number, level: number): readonly Piece[] {
  const cuts = cutsOf(body, openers);
  return cuts.map((cut, index) => {
    const next = cuts[index + 1];
    const end = next?.first ?? body.to;
    const to = next === undefined ? until : (body.tokens[next.first]?.line ?? until);
    return pieceOf({ ...body, from: cut.first, to: end }, cut, to, openers, level);
  });
}

function pieceOf(body: Body, { first, own }: Cut, to: number, openers: Openers, level: number): Piece {
  const { tokens } = body;
  const word = definingWord(body, own, openers);
  const defines = tokens[word]?.text ?? "";
  const sort = hasParameters(body, word) ? `${defines}()` : defines;
  const piece = { from: tokens[first]?.line ?? to, to, first, end: body.to, sort };
  if (level >= DEEPEST || !openers.holds.has(defines)) return piece;
  const inner = openers.indented ? deeper(body, own, word) : braces(body, word);
  if (inner === undefined) return piece;
  const members = piecesIn(inner, openers, tokens[inner.to]?.line ?? to, level + 1);
  return members.length === 0 ? piece : { ...piece, head: headOf(body, own, inner.from), members };
}

/** The first word behind annotations and modifiers that says what is defined, or the first token of all. */
function definingWord(body: Body, own: number, { defines }: Openers): number {
  const { tokens, depths, depth, to } = body;
  const from = behindAnnotations(body, own);
  for (let at = from; at < Math.min(to, from + 12); at += 1) {
    const token = tokens[at];
    if (depths[at] === depth && token?.is === "word" && defines.has(token.text)) return at;
  }
  return from;
}

/** Whether brackets stand behind a name, before its value or body. */
function hasParameters({ tokens, depths, depth, to }: Body, word: number): boolean {
  for (let at = word; at < Math.min(to, word + LONGEST_HEAD); at += 1) {
    if (depths[at] !== depth || tokens[at]?.is !== "mark") continue;
    const text = tokens[at]?.text ?? "";
    if (text === "(" || ENDS_NAME.has(text)) return text === "(";
  }
  return false;
}

const ENDS_NAME: ReadonlySet<string> = new Set(["=", ":=", "{", ";", ":"]);

/** What stands in the braces behind a head, if the closing one begins its line. */
function braces(body: Body, word: number): Body | undefined {
  const { tokens, depths, to, depth } = body;
  for (let at = word; at < Math.min(to, word + LONGEST_HEAD); at += 1) {
    if (depths[at] !== depth || tokens[at]?.text !== "{" || tokens[at]?.is !== "mark") continue;
    const close = closing(depths, at, to);
    if (close >= to || !beginsLine(tokens, close)) return undefined;
    return { tokens, depths, from: at + 1, to: close, depth: depth + 1 };
  }
  return undefined;
}

/** What stands deeper behind a head that ends with a colon, up to the first line that does not. */
function deeper(body: Body, own: number, word: number): Body | undefined {
  const { tokens, depths, to, depth } = body;
  let from = word;
  while (from < Math.min(to, word + LONGEST_HEAD) && !(depths[from] === depth && tokens[from]?.text === ":")) from += 1;
  from += 1;
  if (from >= to || !beginsLine(tokens, from)) return undefined;
  const column = tokens[own]?.column ?? 0;
  let end = from;
  while (end < to && !(isBack(body, end, column) && tokens[end]?.is !== "comment")) end += 1;
  return { tokens, depths, from, to: end, depth };
}

function isBack({ tokens, depths, depth }: Body, at: number, column: number): boolean {
  return depths[at] === depth && (tokens[at]?.column ?? 0) <= column && beginsLine(tokens, at);
}

function headOf({ tokens }: Body, own: number, open: number): string {
  const parts: string[] = [];
  for (let at = own; at < open; at += 1) {
    const token = tokens[at];
    if (token !== undefined && token.is !== "comment") parts.push(token.text);
  }
  return parts.join(" ");
}
