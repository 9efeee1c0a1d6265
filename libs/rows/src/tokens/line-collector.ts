import type { LineTokens } from "../tokens-wire/token-class.ts";

/** Takes tokens of a whole text, in order, and cuts them at its lines. */
export class LineCollector {
  readonly lines: number[][];
  readonly #starts: readonly number[];
  #line = 0;

  constructor(text: string) {
    this.#starts = startsOf(text);
    this.lines = this.#starts.map(() => []);
  }

  /** A token from `from` up to, not including, `to`; none may begin before an earlier one ends. */
  add(from: number, to: number, kind: number): void {
    while ((this.#starts[this.#line + 1] ?? Infinity) <= from) this.#line += 1;
    for (let line = this.#line; (this.#starts[line] ?? Infinity) < to; line += 1) {
      const start = this.#starts[line] ?? 0;
      // The line feed belongs to no line.
      const end = (this.#starts[line + 1] ?? Infinity) - 1;
      append(this.lines[line], Math.max(from, start) - start, Math.min(to, end) - start, kind);
    }
  }
}

function append(tokens: number[] | undefined, from: number, to: number, kind: number): void {
  if (tokens === undefined || from >= to) return;
  const last = tokens.length - 1;
  if (tokens[last] === kind && tokens[last - 1] === from) tokens[last - 1] = to;
  else tokens.push(from, to, kind);
}

function startsOf(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** The lines as a blob has them: what a last line feed begins is none. */
export function linesOfBlob(text: string, lines: readonly LineTokens[]): readonly LineTokens[] {
  return text === "" || text.endsWith("\n") ? lines.slice(0, -1) : lines;
}
