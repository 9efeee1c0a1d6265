import type { Fact } from "../facts/fact.ts";

/** Marks the types that have functions or types in them. Facts are in the order of their lines. */
export function markHolders(facts: readonly Fact[]): readonly Fact[] {
  const holders = new Set<Fact>();
  const open: Fact[] = [];
  for (const fact of facts) {
    if (fact.fact !== "definition" || (fact.sort !== "type" && fact.sort !== "function")) continue;
    while (open.length > 0 && (open.at(-1)?.to ?? 0) < fact.from) open.pop();
    const around = open.at(-1);
    if (around !== undefined && around.to >= fact.to) holders.add(around);
    if (fact.sort === "type") open.push(fact);
  }
  if (holders.size === 0) return facts;
  return facts.map((fact) => (holders.has(fact) && fact.fact === "definition" ? { ...fact, holds: true } : fact));
}
