/** Lines of comments that belong to what follows them, and units of each. */
const MOST_LINES = 10;
const LONGEST = 400;

/** Comments of a text by their lines, to be notes of what stands on the line or right below. */
export class Comments {
  readonly #beside = new Map<number, string>();
  readonly #alone = new Map<number, string>();

  /** A comment with its marks; `alone` when nothing else stands on its line. One of several lines is a note for each. */
  add(comment: string, line: number, alone: boolean): void {
    for (const [at, text] of comment.split("\n").entries()) {
      const note = text
        .slice(0, LONGEST)
        .replace(/^[\s/*#;!<-]{0,20}/, "")
        .replace(/[\s*/>-]{0,20}$/, "");
      if (note !== "") (alone || at > 0 ? this.#alone : this.#beside).set(line + at, note);
    }
  }

  /** The comment on a line, and those that stand alone right above it, in their order. */
  notes(line: number): readonly string[] {
    const above: string[] = [];
    for (let at = line - 1; at >= line - MOST_LINES; at -= 1) {
      const note = this.#alone.get(at);
      if (note === undefined) break;
      above.push(note);
    }
    const beside = this.#beside.get(line);
    return beside === undefined ? above.toReversed() : [...above.toReversed(), beside];
  }
}
