import type { Fact } from "../facts/fact.ts";
import { grammarOf } from "./syntax/languages.ts";
import type { GrammarName } from "./syntax/languages.ts";
import { loadSyntax } from "./syntax/load.ts";
import type { Grammar, Syntax } from "./syntax/load.ts";
import type { Known } from "./known.ts";
import { known } from "./known.ts";
import type { Reading } from "./reading.ts";
import type { Side } from "./side.ts";
import { languageOf } from "./tokens/language.ts";

/** Brings the WebAssembly of a grammar, or of the runtime of them all. */
export type GrammarSource = (name: GrammarName | "runtime") => Promise<Uint8Array>;

/** What reads texts. `prepare` has to be called with the paths before; then reading is synchronous. */
export type Readers = {
  readonly syntax: Syntax;
  /** Tokens and readings of what was read last: the base of a step is often the result of another. */
  readonly sides: Known<Side>;
  readonly readings: Known<Reading>;
  /** Facts of texts in texts, at their own lines: most cells of a notebook are the same on both sides. */
  readonly embedded: Known<readonly Fact[]>;
  /** Loads the grammars that files of these paths need; throws what the source throws, because nothing is read without its grammar. */
  readonly prepare: (paths: Iterable<string>) => Promise<void>;
};

/** Languages of texts in other texts that are read by a grammar, whatever was loaded besides. */
export const EMBEDDED: ReadonlySet<string> = new Set(["javascript", "python"]);

/** Languages whose files have such texts in them. */
const HOSTS: ReadonlySet<string> = new Set(["json", "markdown", "toml", "yaml", "hocon", "xml"]);

/** Readers whose grammars are loaded when they are needed, each once. */
export function readersOf(source: GrammarSource): Readers {
  const grammars = new Map<GrammarName, Grammar>();
  return {
    syntax: { grammars },
    sides: known(),
    readings: known(),
    embedded: known(),
    async prepare(paths) {
      const languages = new Set([...paths].map(languageOf));
      if ([...languages].some((language) => HOSTS.has(language)))
        EMBEDDED.forEach((language) => languages.add(language));
      const wanted = new Set([...languages].flatMap((language) => grammarOf(language) ?? []));
      for (const name of wanted) {
        if (grammars.has(name)) continue;
        const modules = { runtime: await source("runtime"), grammars: { [name]: await source(name) } };
        for (const [loaded, grammar] of (await loadSyntax(modules)).grammars) grammars.set(loaded, grammar);
      }
    },
  };
}
