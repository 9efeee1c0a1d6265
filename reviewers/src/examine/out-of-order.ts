import { longestRising } from "../content/longest-rising.ts";
import type { Fact } from "../facts/fact.ts";
import { factKey } from "../facts/same-fact.ts";

/** Lines of both sides on which something stands that is run, or set again, at another place in the order. */
export type OutOfOrder = { readonly base: ReadonlySet<number>; readonly result: ReadonlySet<number> };

/**
 * What both sides of a file say outside of every definition, and in another order: calls, branches, and names that are set more than once.
 * Facts are equal wherever they stand, so nothing else tells that what came last comes first. O(n log n).
 */
export function outOfOrder(base: readonly Fact[], result: readonly Fact[]): OutOfOrder {
  const [before, after] = [keyed(base), keyed(result)];
  const places = new Map(after.map(({ key }, at) => [key, at]));
  const both = before.filter(({ key }) => places.has(key));
  const kept = longestRising(both.map(({ key }) => places.get(key) ?? 0));
  const moved = both.filter((_, at) => !kept.has(at));
  const lines = moved.flatMap(({ key }) => after[places.get(key) ?? -1]?.line ?? []);
  return { base: new Set(moved.map(({ line }) => line)), result: new Set(lines) };
}

type Keyed = { readonly key: string; readonly line: number };

/** The facts of which the order counts; equal ones by how many of them there were before. */
function keyed(facts: readonly Fact[]): readonly Keyed[] {
  const outer = outside(facts);
  const set = new Map<string, number>();
  for (const fact of outer) if (fact.fact === "setting") set.set(fact.name, (set.get(fact.name) ?? 0) + 1);
  const seen = new Map<string, number>();
  return outer.flatMap((fact) => {
    if (fact.fact === "setting" && (set.get(fact.name) ?? 0) < 2) return [];
    const key = factKey(fact, true);
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    return [{ key: `${count} ${key}`, line: fact.from }];
  });
}

/** What is run where it stands, in code and outside of every definition. Facts are in the order of their lines. */
function outside(facts: readonly Fact[]): readonly Fact[] {
  let end = 0;
  return facts.filter((fact) => {
    if (fact.fact === "definition") end = Math.max(end, fact.to);
    if (fact.from <= end || fact.by === "typed" || fact.test) return false;
    return fact.fact === "call" || fact.fact === "branch" || (fact.fact === "setting" && fact.as === "constant");
  });
}
