import { wordsOf } from "../../facts/words.ts";
import type { FileKind } from "../../presets/kind.ts";

/** Phases in the order in which a request meets them. */
const ORDER = [
  "source",
  "query-hydrator",
  "hydrator",
  "pre-filter",
  "filter",
  "scorer",
  "selector",
  "post-filter",
  "decorator",
  "side-effect",
] as const;

const BY_WORD: ReadonlyMap<string, (typeof ORDER)[number]> = new Map([
  ["source", "source"],
  ["sources", "source"],
  ["retriever", "source"],
  ["retrievers", "source"],
  ["recommenders", "source"],
  ["engines", "source"],
  ["generators", "source"],
  ["hydrator", "hydrator"],
  ["hydrators", "hydrator"],
  ["enrichers", "hydrator"],
  ["filter", "filter"],
  ["filters", "filter"],
  ["rule", "filter"],
  ["rules", "filter"],
  ["gates", "filter"],
  ["policies", "filter"],
  ["scorer", "scorer"],
  ["scorers", "scorer"],
  ["ranker", "scorer"],
  ["rankers", "scorer"],
  ["rescorers", "scorer"],
  ["boosters", "scorer"],
  ["selector", "selector"],
  ["selectors", "selector"],
  ["mixers", "selector"],
  ["decorator", "decorator"],
  ["decorators", "decorator"],
  ["effect", "side-effect"],
  ["effects", "side-effect"],
  ["publishers", "side-effect"],
]);

/** Words of a list that registers components without saying of which phase. */
const REGISTRIES: ReadonlySet<string> = new Set(["stages", "components", "steps", "pipeline", "pipelines", "registry"]);

/** The phase that a list's name states, `stage` when it only says that it registers something; undefined when it says neither. */
export function listPhase(name: string, within: readonly string[]): string | undefined {
  for (const one of [name, within.at(-1) ?? ""]) {
    const words = wordsOf(one);
    const phase = inWords(words, true);
    if (phase !== undefined) return phase;
    if (words.some((word) => REGISTRIES.has(word))) return "stage";
  }
  return undefined;
}

/** The phase of one stage: the list's, or what its own name ends in, or what the file is for. */
export function phaseOf(stage: string, said: string | undefined, kinds: ReadonlySet<FileKind>): string {
  if (said !== undefined && said !== "stage") return said;
  const own = inWords(wordsOf(stage), false);
  if (own !== undefined) return own;
  if (kinds.has("filter") || kinds.has("visibility")) return "filter";
  if (kinds.has("score")) return "scorer";
  return kinds.has("source") ? "source" : "stage";
}

/** Whether a stage meets candidates before or after they are scored; undefined where nothing says so. */
export function scoringOf(phases: readonly string[], position: number): string | undefined {
  const own = phases[position] ?? "";
  if (own === "scorer") return undefined;
  const [first, last] = [phases.indexOf("scorer"), phases.lastIndexOf("scorer")];
  if (first !== -1) return position < first ? "before" : position > last ? "after" : "between";
  const place = ORDER.findIndex((phase) => phase === own);
  if (place === -1) return undefined;
  return place < ORDER.indexOf("scorer") ? "before" : "after";
}

/** The last word that names a phase; lists are told by a plural too, stages by their ending. */
function inWords(words: readonly string[], list: boolean): string | undefined {
  const found = words.findLast((word) => BY_WORD.has(word) && (list || !word.endsWith("s")));
  const phase = found === undefined ? undefined : BY_WORD.get(found);
  if (phase === "hydrator" && words.includes("query")) return "query-hydrator";
  if (phase !== "filter") return phase;
  if (words.includes("post") || words.includes("after")) return "post-filter";
  return words.includes("pre") || words.includes("before") ? "pre-filter" : phase;
}
