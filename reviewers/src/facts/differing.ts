import type { Fact } from "./fact.ts";
import { factKey } from "./same-fact.ts";
import type { Renames } from "./same-fact.ts";

/** Facts of both sides without equal ones on the other. */
export type Differing = { readonly base: readonly Fact[]; readonly result: readonly Fact[] };

/**
 * Takes out what both sides say: first with the names around it, then without, so that code whose function was renamed says the same.
 * A setting keeps the names around it, which are a part of what it sets. Linear.
 */
export function differing(base: readonly Fact[], result: readonly Fact[], renames?: Renames): Differing {
  const near = cancel({ base, result }, () => true, renames);
  return cancel(near, ({ fact }) => fact === "setting", renames);
}

/** The same without any names around: what stands here stands there. */
export function alike(base: readonly Fact[], result: readonly Fact[], renames?: Renames): Differing {
  return cancel({ base, result }, () => false, renames);
}

function cancel({ base, result }: Differing, inside: (fact: Fact) => boolean, renames?: Renames): Differing {
  if (base.length === 0 || result.length === 0) return { base, result };
  const before = base.map((fact) => factKey(fact, inside(fact), renames));
  const after = result.map((fact) => factKey(fact, inside(fact)));
  return { base: surplus(base, before, after), result: surplus(result, after, before) };
}

/** What one side has more often than the other; of equal ones the last are left. */
function surplus(facts: readonly Fact[], keys: readonly string[], others: readonly string[]): readonly Fact[] {
  const left = new Map<string, number>();
  for (const key of others) left.set(key, (left.get(key) ?? 0) + 1);
  return facts.filter((_, at) => {
    const key = keys[at] ?? "";
    const count = left.get(key) ?? 0;
    if (count > 0) left.set(key, count - 1);
    return count === 0;
  });
}
