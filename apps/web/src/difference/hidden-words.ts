import type { HiddenKind } from "@countersign/rows";

/** What a kind of hidden text is, for whoever sees its box, and for the warning at a file's head. */
export const HIDDEN_WORDS: Readonly<Record<HiddenKind, string>> = {
  bidi: "turns the order of the text",
  control: "control character",
  invisible: "not drawn by itself",
  blank: "looks like a space and is none",
  byte: "byte that is no UTF-8",
  stacked: "marks that pile up over a letter",
  "look-alike": "letter that passes for another one",
  "line-end": "carriage return",
  trailing: "blanks at the end",
  gap: "blanks that push text off a screen",
};

/** Kinds that are no reason for a warning: editors leave them everywhere. They are drawn all the same. */
export const HARMLESS: ReadonlySet<HiddenKind> = new Set(["line-end", "trailing"]);
