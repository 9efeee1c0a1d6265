import type { CountersignError } from "../../error.ts";
import type { Policy } from "../policy.ts";
import { fault } from "./rule.ts";

/**
 * Every name that a part uses is the id of something in the policy; else `policy.unknown-organisation`,
 * `-person`, `-role`, `-requirement`, `-environment`, `-repository`, `-ref`. A name that means nothing would silently ask
 * for nothing.
 */
export function* unknownNames(policy: Policy): Iterable<CountersignError> {
  const known = {
    organisation: new Set(policy.organisations.map(({ id }) => id)),
    person: new Set(policy.people.map(({ id }) => id)),
    role: new Set(policy.roles.map(({ id }) => id)),
    requirement: new Set(policy.requirements.map(({ id }) => id)),
    environment: new Set(policy.environments.map(({ id }) => id)),
    repository: new Set(policy.repositories.map(({ id }) => id)),
  };
  for (const { kind, name, at } of uses(policy)) {
    if (!known[kind].has(name)) yield fault(`unknown-${kind}`, `${at}: there is no ${kind} ${JSON.stringify(name)}`);
  }
  yield* unknownRefs(policy);
}

type Use = {
  readonly kind: "organisation" | "person" | "role" | "requirement" | "environment" | "repository";
  readonly name: string;
  readonly at: string;
};

function* uses(policy: Policy): Iterable<Use> {
  for (const { id, organisation } of policy.people)
    yield { kind: "organisation", name: organisation, at: `person ${id}` };
  for (const { name, organisation } of policy.log.witnesses)
    yield { kind: "organisation", name: organisation, at: `witness ${name}` };
  for (const { id, environments } of policy.machines)
    for (const name of environments) yield { kind: "environment", name, at: `machine ${id}` };
  for (const { id, role } of policy.requirements) yield { kind: "role", name: role, at: `requirement ${id}` };
  for (const { id, requires } of policy.environments)
    for (const name of requires) yield { kind: "requirement", name, at: `environment ${id}` };
  for (const { id, submodules } of policy.repositories)
    for (const { path, repository } of submodules)
      yield { kind: "repository", name: repository, at: `submodule ${path} of ${id}` };
  for (const group of groups(policy)) {
    yield { kind: "organisation", name: group.organisation, at: group.at };
    for (const name of group.people) yield { kind: "person", name, at: group.at };
  }
}

/** Everywhere that people of one organisation are named together. */
export function* groups(policy: Policy): Iterable<{
  readonly organisation: string;
  readonly people: readonly string[];
  readonly count: number;
  readonly at: string;
}> {
  for (const role of policy.roles) yield { ...role, count: 0, at: `role ${role.id}` };
  for (const threshold of policy.governance) yield { ...threshold, at: `governance of ${threshold.organisation}` };
  for (const { id, breakGlass } of policy.environments)
    for (const threshold of breakGlass?.approvals ?? [])
      yield { ...threshold, at: `breakGlass of ${id}, ${threshold.organisation}` };
}

function* unknownRefs({ repositories }: Policy): Iterable<CountersignError> {
  for (const { id, refs } of repositories)
    for (const { ref, accepts } of refs)
      for (const name of accepts) {
        if (refs.some((other) => other.ref === name && name !== ref)) continue;
        yield fault(
          "unknown-ref",
          `${ref} of ${id} accepts ${name}, which is no other protected ref of this repository`,
        );
      }
}
