/** Columns of a terminal that text for people fits in. */
const WIDTH = 80;

/** A word with the blanks before it; `→ 9`, `(× 0.75)` and `line 4` are one. */
const PIECE = / *(?:(?:→|\(?×|line) )?[^ ]+/gu;

/**
 * A text on lines of 80 columns: the first one indented by so many blanks, what follows by so many. A word that is longer than a line has
 * it to itself. Blanks inside the text stay, but for those at a break.
 */
export function wrapped(text: string, first: number, following = first): readonly string[] {
  const lines: string[] = [];
  let line = " ".repeat(first);
  let empty = true;
  for (const piece of text.match(PIECE) ?? []) {
    if (!empty && line.length + piece.length > WIDTH) {
      lines.push(line);
      line = " ".repeat(following);
      empty = true;
    }
    line += empty ? piece.trimStart() : piece;
    empty = false;
  }
  return [...lines, line];
}
