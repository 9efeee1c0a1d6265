import type { CountersignError } from "../../error.ts";
import type { Person, Policy } from "../policy.ts";
import { groups } from "./names.ts";
import { fault } from "./rule.ts";

/** Roles are held by reviewers, never by people of the operator: `policy.operator-reviews`. */
export function* operatorReviews(policy: Policy): Iterable<CountersignError> {
  const operators = operatorIds(policy);
  const organisations = new Map(policy.people.map(({ id, organisation }) => [id, organisation]));
  for (const { id, organisation, people } of policy.roles) {
    const own = people.find((person) => operators.has(organisations.get(person) ?? ""));
    if (operators.has(organisation))
      yield fault("operator-reviews", `the role ${id} is held by the operator ${organisation}`);
    else if (own !== undefined)
      yield fault("operator-reviews", `${own}, who works for the operator, is in the role ${id}`);
  }
}

/** People are named under their own organisation only: `policy.foreign-person`. */
export function* foreignPeople(policy: Policy): Iterable<CountersignError> {
  const organisations = new Map(policy.people.map(({ id, organisation }) => [id, organisation]));
  for (const { at, organisation, people } of groups(policy))
    for (const person of people) {
      const own = organisations.get(person) ?? organisation;
      if (own !== organisation)
        yield fault("foreign-person", `${at}: ${person} belongs to ${own}, not to ${organisation}`);
    }
}

/** What is asked for can be given by people who can still sign: `policy.unsatisfiable`. */
export function* unsatisfiable(policy: Policy): Iterable<CountersignError> {
  const able = new Set(policy.people.filter(canSign).map(({ id }) => id));
  const count = (people: readonly string[]) => people.filter((person) => able.has(person)).length;
  const roles = new Map(policy.roles.map((role) => [role.id, role]));
  for (const { id, role, count: wanted } of policy.requirements) {
    const found = count(roles.get(role)?.people ?? []);
    if (found < wanted)
      yield fault("unsatisfiable", `requirement ${id} asks for ${wanted} of ${role}, where ${found} can sign`);
  }
  for (const { at, people, count: wanted } of groups(policy)) {
    const found = count(people);
    if (found < wanted) yield fault("unsatisfiable", `${at}: ${wanted} are asked for, ${found} can sign`);
  }
}

/**
 * The policy is changed by the operator together with everybody who holds a role that a requirement asks for;
 * `policy.governance` for one of them who is left out.
 */
export function* governance(policy: Policy): Iterable<CountersignError> {
  const present = new Set(policy.governance.map(({ organisation }) => organisation));
  const operators = operatorIds(policy);
  if (![...present].some((id) => operators.has(id))) yield fault("governance", "no operator takes part in governance");
  const required = new Set(policy.requirements.map(({ role }) => role));
  for (const { id, organisation } of policy.roles)
    if (required.has(id) && !present.has(organisation))
      yield fault("governance", `${organisation}, which holds the role ${id}, does not take part in governance`);
}

/**
 * A security key is made for `ssh:…` or for a relying party of its holder's own organisation; else nothing that it signs
 * would count: `policy.key-application`.
 */
export function* keyApplications(policy: Policy): Iterable<CountersignError> {
  const parties = new Map(
    policy.organisations.map(({ id, origins }) => [id, new Set(origins.map(({ rpId }) => rpId))]),
  );
  for (const { id, organisation, keys } of policy.people)
    for (const key of keys) {
      if (!("application" in key) || key.application.startsWith("ssh:")) continue;
      if (parties.get(organisation)?.has(key.application)) continue;
      yield fault(
        "key-application",
        `a key of ${id} is for ${JSON.stringify(key.application)}, no page of ${organisation}`,
      );
    }
}

/** Whether somebody can sign now. */
export function canSign({ retired, keys }: Person): boolean {
  return !retired && keys.length > 0;
}

function operatorIds({ organisations }: Policy): ReadonlySet<string> {
  return new Set(organisations.filter(({ kind }) => kind === "operator").map(({ id }) => id));
}
