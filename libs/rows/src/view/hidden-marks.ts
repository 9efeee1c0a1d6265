import { escapedByte } from "../text/text.ts";
import type { Range } from "./word-changes.ts";

/**
 * What a character does to whoever reads:
 *
 * - `bidi` turns the order of what stands around it; `control` is obeyed by a terminal or ends a line for some readers alone; `invisible`
 *   is not drawn; `blank` looks like a space and is none; `byte` is no valid UTF-8; `stacked` marks pile up over their letter and
 *   cover other lines;
 * - `look-alike` is a letter that passes for one of another alphabet;
 * - `line-end` is the carriage return before a line feed, `trailing` are blanks at the end, `gap` is a run of blanks that pushes what
 *   follows off a screen.
 */
export const HIDDEN_KINDS = [
  "bidi",
  "control",
  "invisible",
  "blank",
  "byte",
  "stacked",
  "look-alike",
  "line-end",
  "trailing",
  "gap",
] as const;

export type HiddenKind = (typeof HIDDEN_KINDS)[number];

/**
 * A stretch of a row that a reader would not see as what it is. `shown` stands in its place: an escape of the whole stretch, such as
 * `\u{202e}` or `\xff`, dots for trailing blanks, a count for a gap. A look-alike keeps its letter beside the escape.
 */
export type HiddenMark = Range & { readonly kind: HiddenKind; readonly shown: string };

/** As in the command's output and in the finding `text.wide-gap`: as many blanks may hide what follows. */
const WIDEST_GAP = 80;
/** Marks over one letter that a script of today needs at most. */
const MOST_STACKED = 4;

const PLAIN = /^(?:[\x20-\x7e\t]*[\x21-\x7e])?$/;
const SUSPECT = /[^\P{C}\t]|[\p{Z}--\u{20}]|\p{Default_Ignorable_Code_Point}|\u{2800}|\p{M}{5,}/gv;
const BIDI = /^[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]$/v;
const CONTROL = /^[\p{Cc}\p{Zl}\p{Zp}]$/v;
const BLANK = /^[\p{Zs}\u{2800}]$/v;

/**
 * Everything in the text of a row that does not look like what it is, in the order of the text and without overlap (attacks D5, D6, D7,
 * D8). Whoever draws a row calls this on the text that it draws; it needs no other word for it. `suspected`: a finding `text.mixed-script`
 * names the row, so every letter of an alphabet with look-alikes is marked, and not only those inside a Latin word. Cost: linear.
 */
export function hiddenMarks(text: string, { suspected = false } = {}): readonly HiddenMark[] {
  if (PLAIN.test(text) && text.length < WIDEST_GAP) return [];
  const end = text.endsWith("\r") ? text.length - 1 : text.length;
  const marks = [...characterMarks(text, end), ...blankMarks(text, end), ...lookAlikeMarks(text, suspected)];
  return marks.toSorted((a, b) => a.from - b.from);
}

/** How often each kind stands in these rows; kinds that do not are absent. For the warning at the head of a file. */
export function countHidden(rows: Iterable<{ readonly text: string }>): { readonly [kind in HiddenKind]?: number } {
  const counts: { [kind in HiddenKind]?: number } = {};
  for (const { text } of rows) for (const { kind } of hiddenMarks(text)) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

function characterMarks(text: string, end: number): readonly HiddenMark[] {
  const marks: HiddenMark[] = [];
  for (const { 0: found, index: from } of text.matchAll(SUSPECT)) {
    const kind = from === end ? "line-end" : kindOf(found);
    marks.push({ from, to: from + found.length, kind, shown: escapesOf(found) });
  }
  return marks;
}

function kindOf(found: string): HiddenKind {
  if (escapedByte(found.charCodeAt(0)) !== undefined) return "byte";
  if (BIDI.test(found)) return "bidi";
  if (CONTROL.test(found)) return "control";
  if (BLANK.test(found)) return "blank";
  return [...found].length > MOST_STACKED ? "stacked" : "invisible";
}

function escapesOf(found: string): string {
  const escapes = Array.from(found, (character) => {
    const byte = escapedByte(character.charCodeAt(0));
    if (character.length === 1 && byte !== undefined) return `\\x${byte.toString(16)}`;
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
  return escapes.join("");
}

/** One match for a run, whatever its length: a pattern that looked beyond its end would take quadratic time. */
function blankMarks(text: string, end: number): readonly HiddenMark[] {
  const marks: HiddenMark[] = [];
  for (const { 0: run, index: from } of text.matchAll(/[ \t]+/g)) {
    const to = from + run.length;
    if (to === end) marks.push({ from, to, kind: "trailing", shown: dotted(run) });
    else if (run.length >= WIDEST_GAP) marks.push({ from, to, kind: "gap", shown: `⟦${run.length} blanks⟧` });
  }
  return marks;
}

function dotted(run: string): string {
  return run.length >= WIDEST_GAP ? `⟦${run.length} blanks⟧` : run.replaceAll(" ", "·").replaceAll("\t", "⇥");
}

const WORD = /[\p{L}\p{M}\p{N}_]+/gv;
const LATIN = /\p{Script=Latin}/v;
/** Letters of another width or style, which compilers may fold to ASCII. */
const STYLED = /[\u{ff21}-\u{ff3a}\u{ff41}-\u{ff5a}\u{1d400}-\u{1d7ff}]/gv;
/** Alphabets with letters that look Latin. Greek letters also stand beside Latin ones for what they are, as in Δt. */
const OTHERS = /[[\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Cherokee}]&&\p{L}]/gv;
const OTHERS_AND_GREEK = /[[\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Greek}]&&\p{L}]/gv;

function lookAlikeMarks(text: string, suspected: boolean): readonly HiddenMark[] {
  if (/^\p{ASCII}*$/v.test(text)) return [];
  const marks: HiddenMark[] = [];
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const others = suspected ? OTHERS_AND_GREEK : OTHERS;
    const letters = [...word.matchAll(STYLED), ...(suspected || LATIN.test(word) ? word.matchAll(others) : [])];
    for (const { 0: letter, index: at } of letters) {
      const from = index + at;
      marks.push({ from, to: from + letter.length, kind: "look-alike", shown: `${letter}${escapesOf(letter)}` });
    }
  }
  return marks;
}
