import type { Branch, Call, Comparison, Definition, Fact, Import, List, Setting, Span } from "../../facts/fact.ts";
import type { Trouble } from "../reading.ts";
import type { Embedded, TypedReading } from "./typed-reading.ts";

/** Facts of one text; what lies beyond is a trouble `limit.facts`. */
const MOST_FACTS = 200_000;
/** Troubles of one text; one that is broken everywhere is broken. */
const MOST_TROUBLES = 20;
/** UTF-16 units of one name, of all names around a fact, and of a body. */
const LONGEST_NAME = 200;
const LONGEST_PATH = 1_000;
const LONGEST_BODY = 100_000;

/** Where a fact stands; `to` is `from` where it is not said. */
export type Place = { readonly from: number; readonly to?: number; readonly within: readonly string[] };

type Own<F extends Fact> = Omit<F, keyof Span | "fact" | "within" | "test" | "language" | "by">;

/** Collects what a typed reader finds, within bounds, so that a hostile text cannot make each fact repeat long names. */
export class FactCollector {
  readonly #facts: Fact[] = [];
  readonly #embedded: Embedded[] = [];
  readonly #troubles: Trouble[] = [];
  readonly #paths = new WeakMap<readonly string[], readonly string[]>();
  readonly #language: string;

  constructor(language: string) {
    this.#language = language;
  }

  setting(place: Place, own: Omit<Own<Setting>, "notes"> & { readonly notes?: readonly string[] }): void {
    this.#add({ ...this.#placed(place), fact: "setting", notes: [], ...own, name: shortName(own.name) });
  }

  list(place: Place, own: Omit<Own<List>, "notes"> & { readonly notes?: readonly string[] }): void {
    this.#add({ ...this.#placed(place), fact: "list", notes: [], ...own, name: shortName(own.name) });
  }

  definition(place: Place, own: Omit<Own<Definition>, "notes"> & { readonly notes?: readonly string[] }): void {
    const body = own.body.slice(0, LONGEST_BODY);
    this.#add({ ...this.#placed(place), fact: "definition", notes: [], ...own, body, name: shortName(own.name) });
  }

  comparison(place: Place, own: Own<Comparison>): void {
    this.#add({ ...this.#placed(place), fact: "comparison", ...own });
  }

  branch(place: Place, own: Omit<Own<Branch>, "then"> & { readonly follows: string }): void {
    const { sort, when, follows, otherwise } = own;
    // oxlint-disable-next-line unicorn/no-thenable -- what follows is text, and nobody awaits a fact
    this.#add({ ...this.#placed(place), fact: "branch", sort, when, then: follows, otherwise });
  }

  call(place: Place, own: Own<Call>): void {
    this.#add({ ...this.#placed(place), fact: "call", ...own });
  }

  draw(place: Place, own: Own<Import>): void {
    this.#add({ ...this.#placed(place), fact: "import", ...own });
  }

  embed(embedded: Embedded): void {
    this.#embedded.push({ ...embedded, within: this.#path(embedded.within) });
  }

  /** `code` as in `opaque.parse`, `limit.depth`. */
  trouble(code: string, what: string, line: number): void {
    if (this.#troubles.length < MOST_TROUBLES) this.#troubles.push({ code, what, line });
  }

  /** Everything so far, in the order of the lines. */
  reading(): TypedReading {
    const facts = this.#facts.toSorted((a, b) => a.from - b.from);
    return { language: this.#language, facts, embedded: this.#embedded, troubles: this.#troubles };
  }

  #placed({ from, to = from, within }: Place) {
    return { from, to, within: this.#path(within), test: false, language: this.#language, by: "typed" as const };
  }

  #path(within: readonly string[]): readonly string[] {
    const known = this.#paths.get(within);
    if (known !== undefined) return known;
    const path = shortPath(within);
    this.#paths.set(within, path);
    return path;
  }

  #add(fact: Fact): void {
    if (this.#facts.length < MOST_FACTS) this.#facts.push(fact);
    else if (this.#facts.length === MOST_FACTS && !this.#troubles.some(({ code }) => code === "limit.facts"))
      this.#troubles.push({ code: "limit.facts", what: `more than ${MOST_FACTS} facts`, line: fact.from });
  }
}

/** A name as facts have it: a very long one is cut, with its length. */
export function shortName(name: string): string {
  return name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME).toWellFormed()}…${name.length}`;
}

/** The innermost names that fit; what is left out is one `…`. */
function shortPath(within: readonly string[]): readonly string[] {
  const kept: string[] = [];
  let units = 0;
  for (const name of within.toReversed()) {
    const short = shortName(name);
    units += short.length + 1;
    if (units > LONGEST_PATH) return ["…", ...kept.toReversed()];
    kept.push(short);
  }
  return kept.toReversed();
}
