import type { Finding } from "@countersign/core";
import type { Examined } from "../../contract.ts";
import type { Definition, Fact } from "../../facts/fact.ts";
import { hasWord } from "../../facts/words.ts";
import { at, finding } from "../finding.ts";
import { pairFacts } from "../pair-facts.ts";
import { MEASURES } from "./words.ts";

/** Functions that compute a measure and compute it otherwise now: figures before and after cannot be compared. */
export function evaluationFindings(detector: string, file: Examined): readonly Finding[] {
  if (file.kinds.has("test") || file.kinds.has("docs")) return [];
  const functions = (facts: readonly Fact[] = []) =>
    facts.filter(
      (fact): fact is Definition =>
        fact.fact === "definition" &&
        fact.sort === "function" &&
        !fact.test &&
        (file.kinds.has("eval") || hasWord(fact.name, MEASURES)),
    );
  const pairs = pairFacts(functions(file.base?.facts), functions(file.result?.facts), ({ within, name }) =>
    JSON.stringify([within, name]),
  );
  const told = new Set<number>();
  return pairs.flatMap(({ base, result }) => {
    if (base === undefined || result === undefined || base.body === result.body) return [];
    if (!hasWord(base.name, MEASURES) && !file.kinds.has("eval")) return [];
    // Tokens and the tree both tell of it, one with its annotations.
    if (told.has(result.to)) return [];
    told.add(result.to);
    return [
      finding(detector, "metric", "metric.definition", {
        title: `${base.name} computes its measure otherwise`,
        at: [at(file.path, "result", result.from, result.to), at(file.path, "base", base.from, base.to)],
        risk: "R2",
        evidence: { function: base.name },
        ask: `Which decisions rest on figures of ${base.name} from before this change?`,
      }),
    ];
  });
}
