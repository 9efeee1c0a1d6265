import type { Edge } from "../gate/edge.ts";
import type { Classes } from "../gate/facts.ts";
import type { Policy } from "../policy/policy.ts";
import type { Classify } from "./class-facts.ts";

/**
 * Classes that are found once: of entries, whose contents are named by SHA-256, the same detectors always find the same. A line that
 * grows is judged again with every commit, and all but its end was classed before. Whether the detectors are those that the policy pins
 * is asked each time; what failed is not remembered.
 *
 * @param most characters of names of entries that are kept, the longest unused going first
 */
export function rememberedClasses(classify: Classify, most: number): Classify {
  const kept = new Map<string, Classes>();
  let size = 0;
  const use = (name: string, classes: Classes): Classes => {
    // Reinsertion makes it the youngest.
    if (!kept.delete(name)) size += name.length;
    kept.set(name, classes);
    for (const [oldest] of kept) {
      if (size <= most) break;
      kept.delete(oldest);
      size -= oldest.length;
    }
    return classes;
  };
  return async (repository, policy, steps) => {
    const named = steps.map((step) => [nameOf(policy, step), step] as const);
    const known = new Map(named.flatMap(([name]) => (kept.has(name) ? [[name, kept.get(name)] as const] : [])));
    const unknown = [...new Map(named.filter(([name]) => !known.has(name)))];
    const found = await classify(
      repository,
      policy,
      unknown.map(([, step]) => step),
    );
    if (found === undefined) return undefined;
    const all = new Map([...known, ...unknown.map(([name], at) => [name, found[at]] as const)]);
    return named.map(([name]) => use(name, all.get(name) ?? new Map()));
  };
}

function nameOf({ detectors }: Policy, { entries }: Pick<Edge, "entries">): string {
  return JSON.stringify([detectors?.version, detectors?.sha256, entries]);
}
