import type { Fact, Span } from "../facts/fact.ts";
import { valueKey } from "../facts/same-fact.ts";

/**
 * The facts of a better reader with those of the tokens that it does not have: a tree sharpens what tokens found and never silences it.
 * A token fact is dropped only where a better one says the same of the same lines.
 */
export function mergeFacts(better: readonly Fact[], tokens: readonly Fact[], tests: readonly Span[]): readonly Fact[] {
  const said = new Set(better.flatMap(saidAt));
  const others = tokens
    .filter((fact) => !saidAt(fact).some((one) => said.has(one)))
    .map((fact) => (tests.some(({ from, to }) => fact.from >= from && fact.to <= to) ? { ...fact, test: true } : fact));
  return [...better, ...others].toSorted((a, b) => a.from - b.from || a.to - b.to);
}

/** What a fact says of the line on which it begins, as both readers would. */
function saidAt(fact: Fact): readonly string[] {
  const at = (what: string) => `${fact.from} ${what}`;
  switch (fact.fact) {
    case "setting":
      return [at(valueKey(fact.value))];
    case "comparison":
      return [at(valueKey(fact.right)), at(valueKey(fact.left))];
    case "call":
      return [at(`call ${fact.callee.slice(fact.callee.lastIndexOf(".") + 1)}`)];
    case "list":
      return [at(`list ${fact.items.length}`)];
    case "definition":
      return [at(`definition ${fact.name}`)];
    case "branch":
      return [at("branch")];
    case "import":
      return [at("import")];
    default:
      return fact satisfies never;
  }
}
