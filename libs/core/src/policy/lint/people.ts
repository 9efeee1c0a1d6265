import { fingerprint } from "@countersign/attest";
import type { Policy } from "../policy.ts";
import { canSign } from "../rules/people.ts";
import { roleHolders } from "../rules/log.ts";
import { warning } from "./finding.ts";
import type { PolicyFacts, PolicyFinding } from "./finding.ts";

/** Somebody without an address in Git cannot be recognised as the author of what he reviews. */
export function* peopleWithoutAddress({ people }: Policy): Iterable<PolicyFinding> {
  for (const { id, git, retired } of people)
    if (git.length === 0 && !retired)
      yield warning(
        "person-without-address",
        id,
        `${id} has no e-mail address here, so a commit of ${id} would not be recognised as such.`,
        `Add the addresses with which ${id} commits: git: [name@example.org].`,
      );
}

/** One person on holiday stops every deployment. */
export function* rolesWithoutDeputy(policy: Policy): Iterable<PolicyFinding> {
  const able = new Set(policy.people.filter(canSign).map(({ id }) => id));
  for (const { id, role, count } of policy.requirements) {
    const people = policy.roles.find((each) => each.id === role)?.people ?? [];
    if (people.filter((person) => able.has(person)).length <= count)
      yield warning(
        "role-without-deputy",
        id,
        `Requirement ${id} needs everybody in the role ${role}: one lost key or holiday stops every deployment.`,
        `Add a deputy of the same organisation to the role ${role}.`,
      );
  }
}

/** A policy that nobody can change any more has to be replaced at every gate. */
export function* governanceWithoutDeputy(policy: Policy): Iterable<PolicyFinding> {
  const able = new Set(policy.people.filter(canSign).map(({ id }) => id));
  for (const { organisation, people, count } of policy.governance)
    if (people.filter((person) => able.has(person)).length <= count)
      yield warning(
        "governance-without-deputy",
        organisation,
        `If ${organisation} loses one key, nobody can change this policy again.`,
        `Name more people of ${organisation} in governance than must sign.`,
      );
}

/** A role that no requirement asks for entitles to nothing. */
export function* unusedRoles({ roles, requirements }: Policy): Iterable<PolicyFinding> {
  const used = new Set(requirements.map(({ role }) => role));
  for (const { id } of roles)
    if (!used.has(id))
      yield warning(
        "role-unused",
        id,
        `No requirement asks for the role ${id}.`,
        `Let a requirement ask for ${id}, or leave the role out.`,
      );
}

/** Two seats with one holder are one pair of eyes. */
export function* singleReviewer(policy: Policy): Iterable<PolicyFinding> {
  const [only, ...others] = roleHolders(policy);
  if (only !== undefined && others.length === 0)
    yield warning(
      "single-reviewer",
      only,
      `${only} alone holds every role: nobody else looks at a change.`,
      "Give a role to a second reviewer organisation.",
    );
}

/** A pattern that claims every address makes everybody known. */
export function* organisationsClaimingEverybody({ organisations }: Policy): Iterable<PolicyFinding> {
  for (const { id, git } of organisations)
    for (const pattern of git)
      if (/^\*+@[*.]*$/.test(pattern))
        yield warning(
          "organisation-claims-everybody",
          id,
          `${pattern} makes every contributor one of ${id}, so that nobody is ever unresolved.`,
          `Write the domains of ${id}, such as "*@${id}.example".`,
        );
}

/** A revocation that hits no key revokes nothing. */
export function* revocationsWithoutKey(policy: Policy, { crypto }: PolicyFacts): Iterable<PolicyFinding> {
  if (crypto === undefined) return;
  const known = new Set(policy.people.flatMap(({ keys }) => keys.map((key) => fingerprint(crypto, key))));
  for (const { fingerprint: revoked } of policy.revokedKeys)
    if (!known.has(revoked))
      yield warning(
        "revocation-without-key",
        revoked,
        `${revoked} is the fingerprint of no key in this policy, so what that key signed is an error and not merely void.`,
        "Keep the revoked key with its holder; the revocation says from which leaf on it counts no more.",
      );
}
