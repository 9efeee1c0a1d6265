import { formatHex, formatKeyBlob } from "@countersign/attest";
import type { PublicKey } from "@countersign/attest";
import { CountersignError } from "../error.ts";
import { foldAddress } from "./address.ts";
import type {
  Environment,
  Machine,
  Organisation,
  Person,
  Policy,
  RepositoryPolicy,
  Requirement,
  Role,
} from "./policy.ts";

/** Who holds a key: the person, the key, and the organisation whose pages its passkeys may sign on. */
export type KeyHolder = { readonly person: Person; readonly key: PublicKey; readonly organisation: Organisation };

/** The person whose key this is in wire form (`formatKeyBlob`), retired or not; `undefined` for a stranger's. */
export function keyHolder(policy: Policy, blob: Uint8Array): KeyHolder | undefined {
  return rosterOf(policy).holders.get(formatHex(blob));
}

/** Every key of every person, as `verifySshsig` wants them. */
export function keyHolders(policy: Policy): readonly KeyHolder[] {
  return [...rosterOf(policy).holders.values()];
}

/** The machine whose 32-byte Ed25519 key this is. */
export function machineByKey(policy: Policy, key: Uint8Array): Machine | undefined {
  return rosterOf(policy).machines.get(formatHex(key));
}

/**
 * The first leaf from which this key counts no more, the earliest where several are named; `undefined` when it is not
 * revoked. The fingerprint is `SHA256:…`.
 */
export function revokedFrom(policy: Policy, fingerprint: string): number | undefined {
  const leaves = policy.revokedKeys.flatMap((one) => (one.fingerprint === fingerprint ? [one.fromLeaf] : []));
  return leaves.length === 0 ? undefined : Math.min(...leaves);
}

/** The person with an address that Git recorded, letters A to Z in any case. Anybody may write an address: it entitles nobody. */
export function personOfGit(policy: Policy, email: string): Person | undefined {
  return rosterOf(policy).addresses.get(foldAddress(email));
}

/** The person with an account of the host, by its number. */
export function personOfGithub(policy: Policy, account: number): Person | undefined {
  return rosterOf(policy).accounts.get(account);
}

/** A person by id. */
export function personById(policy: Policy, id: string): Person | undefined {
  return rosterOf(policy).people.get(id);
}

/** An organisation by id. */
export function organisationById(policy: Policy, id: string): Organisation | undefined {
  return rosterOf(policy).organisations.get(id);
}

/** The organisation of a person; `undefined` for an unknown person. */
export function organisationOf(policy: Policy, personId: string): Organisation | undefined {
  return organisationById(policy, personById(policy, personId)?.organisation ?? "");
}

/** A role by id. */
export function roleById(policy: Policy, id: string): Role | undefined {
  return rosterOf(policy).roles.get(id);
}

/** The roles that a person holds, sorted by id. */
export function rolesOf(policy: Policy, personId: string): readonly Role[] {
  return policy.roles.filter(({ people }) => people.includes(personId));
}

/** A requirement by id. */
export function requirementById(policy: Policy, id: string): Requirement | undefined {
  return rosterOf(policy).requirements.get(id);
}

/** What an environment requires, in the policy's order. */
export function requirementsOf(policy: Policy, environment: Environment): readonly Requirement[] {
  return environment.requires.flatMap((id) => requirementById(policy, id) ?? []);
}

/** An environment by its exact id; `usage.environment` for any other, since an unknown one must never mean "nothing to check". */
export function environmentById(policy: Policy, id: string): Environment {
  const found = rosterOf(policy).environments.get(id);
  if (found !== undefined) return found;
  throw new CountersignError("usage.environment", `the policy has no environment ${JSON.stringify(id.slice(0, 80))}`);
}

/** A repository by its exact id; `policy.repository` for any other. */
export function repositoryById(policy: Policy, id: string): RepositoryPolicy {
  const found = rosterOf(policy).repositories.get(id);
  if (found !== undefined) return found;
  throw new CountersignError("policy.repository", `the policy has no repository ${JSON.stringify(id.slice(0, 80))}`);
}

/** A protected ref by its exact full name; `policy.ref` for any other. */
export function protectedRef(repository: RepositoryPolicy, name: string): RepositoryPolicy["refs"][number] {
  const found = repository.refs.find(({ ref }) => ref === name);
  if (found !== undefined) return found;
  throw new CountersignError(
    "policy.ref",
    `${repository.id} has no protected ref ${JSON.stringify(name.slice(0, 80))}`,
  );
}

type Roster = {
  readonly organisations: ReadonlyMap<string, Organisation>;
  readonly people: ReadonlyMap<string, Person>;
  readonly roles: ReadonlyMap<string, Role>;
  readonly requirements: ReadonlyMap<string, Requirement>;
  readonly environments: ReadonlyMap<string, Environment>;
  readonly repositories: ReadonlyMap<string, RepositoryPolicy>;
  readonly holders: ReadonlyMap<string, KeyHolder>;
  readonly machines: ReadonlyMap<string, Machine>;
  readonly addresses: ReadonlyMap<string, Person>;
  readonly accounts: ReadonlyMap<number, Person>;
};

const rosters = new WeakMap<Policy, Roster>();

/** A policy never changes, so its maps are made once. */
function rosterOf(policy: Policy): Roster {
  const known = rosters.get(policy);
  if (known !== undefined) return known;
  const roster = makeRoster(policy);
  rosters.set(policy, roster);
  return roster;
}

function makeRoster(policy: Policy): Roster {
  const { people } = policy;
  const organisations = byId(policy.organisations);
  return {
    organisations,
    people: byId(people),
    roles: byId(policy.roles),
    requirements: byId(policy.requirements),
    environments: byId(policy.environments),
    repositories: byId(policy.repositories),
    holders: new Map(people.flatMap((person) => holdersOf(person, organisations))),
    machines: new Map(policy.machines.map((machine) => [formatHex(machine.key), machine])),
    addresses: new Map(people.flatMap((person) => person.git.map((address) => [foldAddress(address), person]))),
    accounts: new Map(people.flatMap((person) => person.github.map((account) => [account, person]))),
  };
}

function holdersOf(person: Person, organisations: ReadonlyMap<string, Organisation>): (readonly [string, KeyHolder])[] {
  const organisation = organisations.get(person.organisation);
  if (organisation === undefined) return [];
  return person.keys.map((key) => [formatHex(formatKeyBlob(key)), { person, key, organisation }]);
}

function byId<T extends { readonly id: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}
