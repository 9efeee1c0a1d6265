import { facetsOf } from "./explain/facets.ts";
import type { Facet } from "./explain/facets.ts";
import type { Policy } from "./policy.ts";

/** How one thing that a policy says changes. */
export type PolicyDifference = {
  readonly effect: "weaker" | "changed" | "stronger";
  readonly about: string;
  readonly before?: string;
  readonly after?: string;
};

/** What changes from one policy to another, first what gets weaker, then what cannot be ordered, then what gets stronger. */
export function comparePolicies(before: Policy, after: Policy): readonly PolicyDifference[] {
  const [old, next] = [facetsOf(before), facetsOf(after)];
  const differences = [...new Set([...old.keys(), ...next.keys()])].flatMap((about) => {
    const [was, is] = [old.get(about), next.get(about)];
    const whole = (was ?? is)?.part;
    if (whole !== undefined && !(old.has(whole) && next.has(whole))) return [];
    return compareFacets(about, was, is);
  });
  return (["weaker", "changed", "stronger"] as const).flatMap((effect) =>
    differences.filter((difference) => difference.effect === effect),
  );
}

/** The same in sentences. */
export function explainDifference(before: Policy, after: Policy): readonly string[] {
  return comparePolicies(before, after).map(({ effect, about, before: old, after: next }) => {
    if (old === undefined) return `${effect}: ${about} is new: ${next}`;
    if (next === undefined) return `${effect}: ${about} is gone; it was: ${old}`;
    return `${effect}: ${about}: ${old} → ${next}`;
  });
}

function compareFacets(
  about: string,
  before: Facet | undefined,
  after: Facet | undefined,
): readonly PolicyDifference[] {
  if (before !== undefined && after !== undefined) return compareStrength(about, before, after);
  if (after !== undefined) return [{ effect: appearance(after, true), about, after: after.whole ?? after.says }];
  if (before !== undefined) return [{ effect: appearance(before, false), about, before: before.whole ?? before.says }];
  return [];
}

function compareStrength(about: string, before: Facet, after: Facet): readonly PolicyDifference[] {
  if (before.says === after.says) return [];
  const [old, next] = [before.strength ?? 0, after.strength ?? 0];
  const effect = next < old ? "weaker" : next > old ? "stronger" : "changed";
  return [{ effect, about, before: before.says, after: after.says }];
}

function appearance({ presence }: Facet, appears: boolean): PolicyDifference["effect"] {
  if (presence === undefined) return "changed";
  return (presence === "stricter") === appears ? "stronger" : "weaker";
}
