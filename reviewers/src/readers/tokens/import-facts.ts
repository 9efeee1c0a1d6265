import type { Import } from "../../facts/fact.ts";
import type { Token } from "../reading.ts";
import { literalText } from "./facts/literal-text.ts";
import { importRows } from "./import-rows.ts";

/** Modules that one row may name. */
const MOST_MODULES = 500;
const WORDS: ReadonlySet<string> = new Set(
  "import from use using include require load extern crate pub export static type mod".split(" "),
);

/** What a text draws in, one fact for each module: quoted names where there are any, else the dotted name in front. */
export function importFacts(tokens: readonly Token[], language: string): readonly Import[] {
  return importRows(tokens, language)
    .filter(({ tokens: row }) => row[0]?.text !== "package" && row[0]?.text !== "namespace")
    .flatMap(({ from, to, tokens: row }) =>
      modulesOf(row).map(
        (module) => ({ fact: "import", module, from, to, within: [], test: false, language, by: "tokens" }) as const,
      ),
    );
}

function modulesOf(row: readonly Token[]): readonly string[] {
  const quoted = row.filter(({ is }) => is === "string").map(({ text }) => literalText(text));
  if (quoted.length > 0) return quoted.slice(0, MOST_MODULES);
  const words = row.filter(({ text }) => !WORDS.has(text) && text !== "#" && text !== ";");
  const end = row.some(({ text }) => text === "from")
    ? words.findIndex((_, index) => isNextName(row, words, index))
    : -1;
  const named = words
    .slice(0, end === -1 ? 100 : end)
    .map(({ text }) => text)
    .join(" ");
  return [named.replaceAll(/ ?(::|[./<>{}-]) ?/g, "$1").slice(0, 2_000)].filter((module) => module !== "");
}

/** In `from a.b import c` the module ends before `import`. */
function isNextName(row: readonly Token[], words: readonly Token[], index: number): boolean {
  const token = words[index];
  return token !== undefined && row[row.indexOf(token) - 1]?.text === "import";
}
