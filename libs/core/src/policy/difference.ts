import { compareFacets } from "./explain/compare-facets.ts";
import type { Effect, Facet } from "./explain/facet.ts";
import { facetsOf } from "./explain/facets.ts";
import type { Policy } from "./policy.ts";

/**
 * How one thing that a policy says changes. `changed` is what cannot be called stronger or weaker from here: whoever signs
 * has to know. `sentence` says it in words, without the effect.
 */
export type PolicyDifference = {
  readonly effect: Effect;
  readonly about: string;
  readonly before?: string;
  readonly after?: string;
  readonly sentence: string;
};

/**
 * What changes from one policy to another, first what gets weaker, then what cannot be ordered, then what is clearly
 * stronger: stricter in this one thing, whatever else changes.
 */
export function comparePolicies(before: Policy, after: Policy): readonly PolicyDifference[] {
  const [old, next] = [facetsOf(before), facetsOf(after)];
  const differences = [...new Set([...old.keys(), ...next.keys()])].flatMap((about) => {
    const [was, is] = [old.get(about), next.get(about)];
    const whole = (was ?? is)?.part;
    if (whole !== undefined && !(old.has(whole) && next.has(whole))) return [];
    return differenceOf(about, was, is);
  });
  return (["weaker", "changed", "stronger"] as const).flatMap((effect) =>
    differences.filter((difference) => difference.effect === effect),
  );
}

function differenceOf(about: string, before: Facet | undefined, after: Facet | undefined): readonly PolicyDifference[] {
  if (before !== undefined && after !== undefined) return changed(about, before, after);
  if (after !== undefined) return [appeared(about, after)];
  if (before !== undefined) return [gone(about, before)];
  return [];
}

function changed(about: string, before: Facet, after: Facet): readonly PolicyDifference[] {
  if (before.says === after.says) return [];
  const sentence = `${about}: ${before.says} → ${after.says}`;
  return [{ effect: compareFacets(before, after), about, before: before.says, after: after.says, sentence }];
}

function appeared(about: string, { says, whole = says, presence, sentences }: Facet): PolicyDifference {
  const sentence = sentences?.appears ?? `${about} is new: ${whole}`;
  return { effect: presence?.appears ?? "changed", about, after: whole, sentence };
}

function gone(about: string, { says, whole = says, presence, sentences }: Facet): PolicyDifference {
  const sentence = sentences?.disappears ?? `${about} is gone; it was: ${whole}`;
  return { effect: presence?.disappears ?? "changed", about, before: whole, sentence };
}
