/** A piece of a text that others wrote: as it is, or the escape of what would not be seen, or would reorder what is. */
export type VisiblePiece = { readonly text: string; readonly escaped: boolean };

/** What a page would obey, hide or reorder, or show as a blank that it is not (attacks D5, D7). */
const UNSEEN = /\p{C}|[\p{Z}--\u{20}]|\p{Default_Ignorable_Code_Point}|\u{2800}/gv;

/** Takes a text apart for showing it on one line: `a\u{202e}b` where it has a control, in place of what that would do. */
export function visiblePieces(text: string): readonly VisiblePiece[] {
  const pieces: VisiblePiece[] = [];
  let from = 0;
  for (const { 0: unit, index } of text.matchAll(UNSEEN)) {
    if (index > from) pieces.push({ text: text.slice(from, index), escaped: false });
    pieces.push({ text: `\\u{${(unit.codePointAt(0) ?? 0).toString(16)}}`, escaped: true });
    from = index + unit.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), escaped: false });
  return pieces;
}

/** The same as one text, where there is no place for elements: titles, labels. */
export function visibleText(text: string): string {
  return visiblePieces(text)
    .map((piece) => piece.text)
    .join("");
}
