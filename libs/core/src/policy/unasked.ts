import type { Pattern } from "../change/pattern.ts";
import type { Environment, Policy, Requirement } from "./policy.ts";
import { requirementsOf } from "./roster.ts";

/** A requirement that an environment does not ask for, and its patterns of paths that nothing asked for claims for sure. */
export type Unasked = { readonly requirement: Requirement; readonly patterns: readonly string[] };

/**
 * What passes an environment unreviewed, although the policy has a reviewer for it: paths that only requirements claim
 * which the environment does not ask for. Judged by the patterns alone, so a union of several that covers a pattern is
 * not seen. Nothing where the environment asks for nothing at all.
 */
export function unaskedIn(policy: Policy, environment: Environment): readonly Unasked[] {
  const asked = requirementsOf(policy, environment);
  if (asked.length === 0) return [];
  return policy.requirements
    .filter((requirement) => !asked.includes(requirement))
    .map((requirement) => ({ requirement, patterns: unclaimed(requirement, asked) }))
    .filter(({ patterns }) => patterns.length > 0);
}

function unclaimed(requirement: Requirement, asked: readonly Requirement[]): readonly string[] {
  const able = asked.filter((other) => claimsClassesOf(other, requirement));
  if (able.some(({ paths }) => paths === undefined)) return [];
  const claiming = able.flatMap(({ paths }) => paths ?? []);
  const texts = requirement.paths?.map(({ text }) => text) ?? ["**"];
  return texts.filter((text) => !claiming.some((pattern) => covers(pattern, text)));
}

/** What was analysed and has no class, a requirement by class does not claim. */
function claimsClassesOf({ classes }: Requirement, other: Requirement): boolean {
  if (classes === undefined) return true;
  return other.classes?.every((one) => classes.some((name) => one === name || one.startsWith(`${name}.`))) ?? false;
}

/** `ranker/**` covers `ranker/x/*.py`, and `**` everything. */
function covers({ text: wide }: Pattern, narrow: string): boolean {
  if (wide === "**" || wide === narrow) return true;
  const folder = wide.slice(0, -"**".length);
  return wide.endsWith("/**") && !/[*?]/.test(folder) && narrow.startsWith(folder);
}
