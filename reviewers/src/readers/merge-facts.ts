import type { Fact, Span } from "../facts/fact.ts";
import { valueKey } from "../facts/same-fact.ts";

/**
 * The facts of a better reader with those of the tokens that it does not have: a tree sharpens what tokens found and never silences it.
 * A token fact is dropped only where a better one says the same of the same lines.
 */
export function mergeFacts(better: readonly Fact[], tokens: readonly Fact[], tests: readonly Span[]): readonly Fact[] {
  const said = new Map<number, Set<string>>();
  for (const fact of better) {
    const known = said.get(fact.from) ?? new Set();
    for (const one of saidBy(fact)) known.add(one);
    said.set(fact.from, known);
  }
  const others = tokens
    .filter((fact) => !isSaid(fact, said.get(fact.from)))
    .map((fact) => (tests.some(({ from, to }) => fact.from >= from && fact.to <= to) ? { ...fact, test: true } : fact));
  return [...better, ...others].toSorted((a, b) => a.from - b.from || a.to - b.to);
}

function isSaid(fact: Fact, known: ReadonlySet<string> | undefined): boolean {
  return known !== undefined && saidBy(fact).some((one) => known.has(one));
}

/** What a fact says of the line on which it begins, as both readers would. */
function saidBy(fact: Fact): readonly string[] {
  switch (fact.fact) {
    case "setting":
      return [valueKey(fact.value)];
    case "comparison":
      return [valueKey(fact.right), valueKey(fact.left)];
    case "call":
      return [`call ${fact.callee.slice(fact.callee.lastIndexOf(".") + 1)}`];
    case "list":
      return [`list ${fact.items.length}`];
    case "definition":
      return [`definition ${fact.name}`];
    case "branch":
      return ["branch"];
    case "import":
      return ["import"];
    default:
      return fact satisfies never;
  }
}
