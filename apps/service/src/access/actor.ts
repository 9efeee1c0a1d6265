import { CountersignError, organisationById, rolesOf } from "@countersign/core";
import type { Person, Policy } from "@countersign/core";
import type { ActionsJob } from "./actions-job.ts";

/** What a program may do with a token. */
export const SCOPES = ["gate:evaluate", "hints:write", "captures:write", "deployments:write", "read"] as const;

export type Scope = (typeof SCOPES)[number];

/** A person of the policy in force, as it is there at this request. */
export type PersonActor = {
  readonly kind: "person";
  readonly person: string;
  readonly organisation: string;
  /** Ids of the roles that the person holds. */
  readonly roles: readonly string[];
  /** Whether the organisation is the operator. */
  readonly operator: boolean;
};

/** A program: with a token of the operator's, or a job of GitHub Actions with the token that it was given there. */
export type MachineActor = {
  readonly kind: "machine";
  readonly id: string;
  /** What whoever made the token called it; of a job its repository and run. */
  readonly label: string;
  readonly scopes: readonly Scope[];
} & ({ readonly machineKind: "token" } | { readonly machineKind: "job"; readonly job: ActionsJob });

/** Who asks. */
export type Actor = PersonActor | MachineActor;

/** Who may ask: everybody, whoever is let in, or some people and programs with a scope. Whoever is not named may not. */
export type Access = "public" | "let-in" | { readonly people: "all" | "operator" | "none"; readonly scope?: Scope };

/** A person as an actor, by the policy that is given. */
export function personActor(policy: Policy, { id, organisation }: Person): PersonActor {
  return {
    kind: "person",
    person: id,
    organisation,
    roles: rolesOf(policy, id).map((role) => role.id),
    operator: organisationById(policy, organisation)?.kind === "operator",
  };
}

/** Refuses whom an access does not name: `auth.no-login`, `auth.scope` for a program, `auth.not-entitled` for a person. */
export function requireAccess(access: Access, actor: Actor | undefined): void {
  if (access === "public") return;
  if (actor === undefined) throw new CountersignError("auth.no-login", "nobody is signed in");
  if (access === "let-in") return;
  if (actor.kind === "machine") {
    if (access.scope !== undefined && actor.scopes.includes(access.scope)) return;
    const lacks =
      access.scope === undefined ? "no scope is for this: people do it" : `the token lacks the scope ${access.scope}`;
    throw new CountersignError("auth.scope", lacks);
  }
  if (access.people === "all" || (access.people === "operator" && actor.operator)) return;
  throw new CountersignError("auth.not-entitled", `this is not for people of ${actor.organisation}`);
}

/** The person who asks; `auth.not-entitled` for a program. */
export function requirePerson(actor: Actor | undefined): PersonActor {
  if (actor?.kind === "person") return actor;
  throw new CountersignError("auth.not-entitled", "only people do this");
}

/** A short name of an actor, for audit rows and limits: `person:dana`, `token:3f0c…`, `job:github:7:99`; `nobody` where there is none. */
export function nameOf(actor: Actor | undefined): string {
  if (actor === undefined) return "nobody";
  return actor.kind === "person" ? `person:${actor.person}` : `${actor.machineKind}:${actor.id}`;
}
