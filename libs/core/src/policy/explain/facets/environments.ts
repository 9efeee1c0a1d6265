import { spellDuration } from "../../duration.ts";
import type { Environment, Policy } from "../../policy.ts";
import { LAXER, STRICTER } from "../facet.ts";
import type { Named } from "../facet.ts";
import { enumerate, spellBreakGlass } from "../words.ts";
import { thresholdFacets } from "./thresholds.ts";
import { timeFacet } from "./time.ts";

/** What each environment asks for, and its ways around. */
export function* environmentFacets(policy: Policy): Iterable<Named> {
  for (const environment of policy.environments) {
    const { id, requires, freshness, verdictTtl, rollback, breakGlass } = environment;
    const part = `environment ${id}`;
    yield [part, { says: "", whole: spellWhole(environment) }];
    for (const name of requires) yield [`${id} requires ${name}`, { ...required(id, name), part }];
    if (freshness !== undefined) yield [`freshness of ${id}`, { ...timeFacet(freshness, STRICTER), part }];
    if (verdictTtl !== undefined) yield [`life of a verdict for ${id}`, { ...timeFacet(verdictTtl), part }];
    if (rollback !== undefined) yield* rollbackFacets(`rollback of ${id}`, rollback, part);
    if (breakGlass !== undefined) yield* breakGlassFacets(`emergency exit of ${id}`, breakGlass, part);
  }
}

function spellWhole({ requires, freshness, rollback, breakGlass }: Environment): string {
  return [
    requires.length === 0 ? "anything may go there" : `requires ${enumerate(requires)}`,
    ...(freshness === undefined ? [] : [`a log of the last ${spellDuration(freshness)}`]),
    ...(rollback === undefined ? [] : [`rollback ${spellRollback(rollback)}`]),
    ...(breakGlass === undefined ? [] : [`an emergency exit ${spellExit(breakGlass)}`]),
  ].join(", ");
}

type Rollback = NonNullable<Environment["rollback"]>;
type BreakGlass = NonNullable<Environment["breakGlass"]>;

function spellRollback({ within, depth }: Rollback): string {
  return `to one of the last ${depth} states within ${spellDuration(within)}`;
}

function spellExit(breakGlass: BreakGlass): string {
  return `opened by ${spellBreakGlass(breakGlass)} for ${spellDuration(breakGlass.ttl)}`;
}

function required(environment: string, name: string) {
  return {
    says: "required",
    presence: STRICTER,
    sentences: {
      appears: `what goes to ${environment} must now meet ${name} too`,
      disappears: `what goes to ${environment} need not meet ${name} any more`,
    },
  };
}

function* rollbackFacets(name: string, rollback: Rollback, environment: string): Iterable<Named> {
  const { within, depth, staleness } = rollback;
  yield [name, { says: "", presence: LAXER, whole: spellRollback(rollback), part: environment }];
  yield [`time of ${name}`, { ...timeFacet(within), part: name }];
  yield [`depth of ${name}`, { says: `${depth}`, measure: { kind: "amount", amount: -depth }, part: name }];
  yield [`staleness of ${name}`, { ...timeFacet(staleness), part: name }];
}

function* breakGlassFacets(name: string, breakGlass: BreakGlass, environment: string): Iterable<Named> {
  const { approvals, ttl, reviewWithin } = breakGlass;
  yield [name, { says: "", presence: LAXER, whole: spellExit(breakGlass), part: environment }];
  yield* thresholdFacets(name, approvals, name);
  yield [`time of the ${name}`, { ...timeFacet(ttl), part: name }];
  yield [`review after the ${name}`, { ...timeFacet(reviewWithin), part: name }];
}
