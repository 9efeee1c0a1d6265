import type { Token } from "../reading.ts";
import { closing } from "./depths.ts";
import type { Openers } from "./openers.ts";

/** Tokens of a text in which definitions are looked for: those from an index to before another, at one depth of brackets. */
export type Body = {
  readonly tokens: readonly Token[];
  readonly depths: Int32Array;
  readonly from: number;
  readonly to: number;
  readonly depth: number;
  /** UTF-16 units before every definition; undefined where the first one tells. */
  readonly column?: number;
};

/** Where a piece begins, its remarks included, and where its own first token stands; both by index. */
export type Cut = { readonly first: number; readonly own: number };

/**
 * Where the definitions of a body begin: with a word or an annotation that begins a line, stands in line with the others, and is in no
 * brackets of the body. Remarks right above belong to what follows, and annotations are a part of it. Linear.
 */
export function cutsOf(body: Body, { begins }: Openers): readonly Cut[] {
  const { tokens, depths, from, to, depth } = body;
  let { column } = body;
  const cuts: Cut[] = [];
  for (let at = from; at < to; at += 1) {
    const token = tokens[at];
    if (token === undefined || depths[at] !== depth || !isOpener(tokens, at, begins)) continue;
    if ((column ?? token.column) !== token.column || !beginsLine(tokens, at)) continue;
    if (goesOn(tokens, at, from, begins)) continue;
    column = token.column;
    const last = cuts.at(-1);
    if (last !== undefined && behindAnnotations(body, last.own, at) === at) continue;
    let first = at;
    while (first > from && tokens[first - 1]?.is === "comment" && isAlone(tokens, first - 1)) first -= 1;
    cuts.push({ first, own: at });
  }
  return cuts;
}

/** Whether what stands before asks for more: an operator, a comma, a modifier on a line of its own. */
function goesOn(tokens: readonly Token[], at: number, from: number, begins: ReadonlySet<string>): boolean {
  let before = at - 1;
  while (before >= from && tokens[before]?.is === "comment") before -= 1;
  const token = before < from ? undefined : tokens[before];
  if (token === undefined) return false;
  return token.is === "mark" ? !MAY_END.has(token.text) : token.is === "word" && begins.has(token.text);
}

/** Marks that a definition may end with. */
const MAY_END: ReadonlySet<string> = new Set("} ) ] ; > * ? ! ...".split(" "));

/** The first token behind the annotations that stand at an index, remarks between them included; at most `to`. */
export function behindAnnotations({ tokens, depths, to: end }: Body, from: number, to = end): number {
  let at = from;
  while (at < to) {
    const text = tokens[at]?.text;
    if (tokens[at]?.is === "comment") at += 1;
    else if (text === "#" && tokens[at + 1]?.text === "[") at = closing(depths, at + 1, to) + 1;
    else if (text === "@") {
      at += 2;
      while (at < to && tokens[at]?.text === ".") at += 2;
      if (tokens[at]?.text === "(" && tokens[at]?.line === tokens[at - 1]?.end) at = closing(depths, at, to) + 1;
    } else break;
  }
  return Math.min(at, to);
}

/** Whether a token is the first on its line. */
export function beginsLine(tokens: readonly Token[], at: number): boolean {
  return (tokens[at - 1]?.end ?? 0) < (tokens[at]?.line ?? 0);
}

/** A remark with nothing beside it. */
function isAlone(tokens: readonly Token[], at: number): boolean {
  return beginsLine(tokens, at) && beginsLine(tokens, at + 1);
}

function isOpener(tokens: readonly Token[], at: number, begins: ReadonlySet<string>): boolean {
  const token = tokens[at];
  if (token?.is === "word") {
    if (token.text === "case") return /^(?:class|object)$/.test(tokens[at + 1]?.text ?? "");
    return begins.has(token.text);
  }
  return token?.text === "@" || (token?.text === "#" && tokens[at + 1]?.text === "[");
}
