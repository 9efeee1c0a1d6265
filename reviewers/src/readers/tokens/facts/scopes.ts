import type { Around } from "./placed.ts";

/** Names around a place that are told, and units of each. */
const MOST_NAMES = 16;
const LONGEST = 200;

type Scope = { readonly end: number; readonly around: Around };

/** The names of the blocks around the place that is read. */
export class Scopes {
  readonly #open: Scope[] = [];
  #top: Around = { within: [], test: false };

  get around(): Around {
    return this.#open.at(-1)?.around ?? this.#top;
  }

  get depth(): number {
    return this.#open.length;
  }

  /** From here to an index a name holds, but not beyond what is around it. */
  enter(name: string, end: number, test: boolean): void {
    const { around } = this;
    const within = around.within.length < MOST_NAMES ? [...around.within, name.slice(0, LONGEST)] : around.within;
    const outer = this.#open.at(-1)?.end ?? Number.MAX_SAFE_INTEGER;
    this.#open.push({ end: Math.min(end, outer), around: { within, test: around.test || test } });
  }

  /** A name that holds up to the next one of its kind. */
  section(name: string): void {
    this.#top = { within: [name.slice(0, LONGEST)], test: false };
  }

  /** Ends what ended before an index. */
  leave(at: number): void {
    for (let top = this.#open.at(-1); top !== undefined && top.end <= at; top = this.#open.at(-1)) this.#open.pop();
  }
}
