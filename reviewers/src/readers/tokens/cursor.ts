/** Searches of the whole text for marks that it has not. */
const MOST_IN_VAIN = 16;

/**
 * A place in a text that only moves on. `looked` counts the units that were looked at, so that it can be shown that a scan is linear: a
 * search that failed is never made again for what lies behind it.
 */
export class Cursor {
  readonly text: string;
  at = 0;
  line = 1;
  looked = 0;
  /** Whether no token was met on this line yet; kept by who scans. */
  firstInLine = true;
  /** Whether a comment within comments was found that is never closed. */
  unbalanced = false;
  #lineStart = 0;
  #lineEnd = -1;
  #inVain = 0;
  readonly #absent = new Map<string, number>();

  constructor(text: string) {
    this.text = text;
  }

  get done(): boolean {
    return this.at >= this.text.length;
  }

  /** UTF-16 units before this place in its line. */
  get column(): number {
    return this.at - this.#lineStart;
  }

  starts(mark: string): boolean {
    this.looked += 1;
    return this.text.startsWith(mark, this.at);
  }

  /** The unit that far from here; NaN beyond the text. */
  unit(offset = 0): number {
    this.looked += 1;
    return this.text.charCodeAt(this.at + offset);
  }

  /** Where the line that this place is in ends: at its line feed, or with the text. */
  lineEnd(): number {
    if (this.#lineEnd < this.at) {
      const end = this.text.indexOf("\n", this.at);
      this.#lineEnd = end === -1 ? this.text.length : end;
      this.looked += this.#lineEnd - this.at;
    }
    return this.#lineEnd;
  }

  /**
   * Where a mark begins that ends before a place, or in the text; undefined if it does not. After too many searches of the whole text
   * were in vain no further one is made.
   */
  find(mark: string, from: number, end = this.text.length): number | undefined {
    return this.#remembered(mark, end, () => this.#search(mark, from, end));
  }

  /** Like `find`, for the end of a literal: a mark behind `\` does not count. */
  findUnescaped(mark: string, from: number, end = this.text.length): number | undefined {
    return this.#remembered(`\\${mark}`, end, () => this.#searchUnescaped(mark, from, end));
  }

  /** Moves on, over line ends too, and gives what was passed. */
  advance(to: number): string {
    const passed = this.text.slice(this.at, to);
    for (let feed = passed.indexOf("\n"); feed !== -1; feed = passed.indexOf("\n", feed + 1)) {
      this.line += 1;
      this.firstInLine = true;
      this.#lineStart = this.at + feed + 1;
    }
    this.looked += passed.length;
    this.at = to;
    return passed;
  }

  #remembered(key: string, end: number, search: () => number | undefined): number | undefined {
    if ((this.#absent.get(key) ?? -1) >= end) return undefined;
    const whole = end === this.text.length;
    if (whole && this.#inVain >= MOST_IN_VAIN) return undefined;
    const found = search();
    if (found !== undefined) return found;
    this.#absent.set(key, end);
    if (whole) this.#inVain += 1;
    return undefined;
  }

  #searchUnescaped(mark: string, from: number, end: number): number | undefined {
    for (let at = from; at < end; at += 1) {
      this.looked += 1;
      if (this.text.charCodeAt(at) === 0x5c) at += 1;
      else if (this.text.startsWith(mark, at)) return at;
    }
    return undefined;
  }

  #search(mark: string, from: number, end: number): number | undefined {
    const found = this.text.slice(from, end).indexOf(mark);
    this.looked += found === -1 ? Math.max(0, end - from) : found;
    return found === -1 ? undefined : from + found;
  }
}
