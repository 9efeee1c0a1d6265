import type { Token } from "../../reading.ts";

/** Units that one file's facts may spell, for each unit of its tokens. */
const MOST_TIMES = 40;
/** Units that a piece has at most once that is used up. */
const LAST = 100;

/** Joins tokens with one space between two, within a bound for the whole file: nested code is spelled once for each depth. */
export class Spelling {
  readonly #tokens: readonly Token[];
  #left: number;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
    this.#left = tokens.reduce((units, { text }) => units + text.length + 1, 1_000) * MOST_TIMES;
  }

  /** Whether pieces are cut since the bound was met. */
  get spent(): boolean {
    return this.#left <= 0;
  }

  /** Tokens from an index to before another, cut to so many units; `without` is left out wherever it stands. */
  join(from: number, to: number, most: number, without?: string): string {
    const bound = this.spent ? Math.min(most, LAST) : most;
    const parts: string[] = [];
    let units = 0;
    for (let at = from; at < to && units < bound; at += 1) {
      const text = this.#tokens[at]?.text ?? "";
      if (text === without) continue;
      parts.push(text);
      units += text.length + 1;
    }
    this.#left -= units;
    return parts.join(" ").slice(0, bound);
  }
}
