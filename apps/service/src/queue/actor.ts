import { CountersignError, personById, roleById } from "@countersign/core";
import type { Policy } from "@countersign/core";
import type { PersonActor as Recognised } from "../access/actor.ts";

/** A person who was recognised; what counts of it is what the policy in force says of that person. */
export type PersonActor = Omit<Recognised, "operator">;

/** Refuses (`auth.not-entitled`) whoever the policy in force does not know as a person of that organisation, or retired. */
export function requirePerson(policy: Policy, actor: PersonActor): void {
  const person = personById(policy, actor.person);
  if (person !== undefined && !person.retired && person.organisation === actor.organisation) return;
  throw new CountersignError(
    "auth.not-entitled",
    `the policy in force knows no ${actor.person} of ${actor.organisation}`,
  );
}

/** Refuses (`queue.role`) whoever does not have a role by the policy in force, and so everybody of another organisation. */
export function requireRole(policy: Policy, actor: PersonActor, role: string): void {
  requirePerson(policy, actor);
  if (hasRole(policy, actor.person, role) && roleById(policy, role)?.organisation === actor.organisation) return;
  throw new CountersignError("queue.role", `${actor.person} of ${actor.organisation} does not have the role ${role}`);
}

/** Whether somebody who is not retired has a role by a policy. */
export function hasRole(policy: Policy, person: string, role: string): boolean {
  return personById(policy, person)?.retired === false && (roleById(policy, role)?.people.includes(person) ?? false);
}
