import { fingerprint, formatMachineKey, formatPublicKey } from "@countersign/attest";
import type { JsonValue, PublicKey } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import { testKey } from "@countersign/testkit";
import { COSIGNATURE, ED25519, formatVerifierKey, verifierKey } from "@countersign/tlog";
import { SMALL_DETECTOR } from "./small-detector.testing.ts";
import type { World, WorldPolicy } from "./world.testing.ts";

/** Names for `testKey` of everybody who signs: a person's reviews and, never revoked, what governance signs. */
export const KEY_OF = {
  review: (person: string) => `review ${person}`,
  governance: (person: string) => `governance ${person}`,
  log: "log",
  witness: (organisation: string) => `witness ${organisation}`,
  service: "service-1",
  gate: "gate-1",
} as const;

/** Where the leaves of a world's log lie, and what they hold: version 1 of the policy is leaf 0. */
export type Leaves = {
  /** Leaf of `log[event]`; for an event without a record, the leaf of the next one that has one. */
  readonly leafOf: (event: number) => number;
  /** Record id of `log[event]`, lowercase hex; asked only of events that have a record. */
  readonly recordOf: (event: number) => string;
};

/** Version 1 of the policy, without revoked keys and voided records. */
export function initialPolicy({ policy }: World): JsonValue {
  return document(policy, { version: 1, retired: [], revokedKeys: [], voided: [] });
}

/** The version that retires people, which stands before the events that it is for; undefined when nobody is retired. */
export function retiringPolicy({ policy }: World): JsonValue | undefined {
  if (policy.retired.length === 0) return undefined;
  return document(policy, { version: 2, retired: retiredIn(policy), revokedKeys: [], voided: [] });
}

function retiredIn({ retired }: WorldPolicy): readonly string[] {
  return retired.map(({ person }) => person);
}

/**
 * The last version, with revoked keys and voided records; it stands on the last leaf of the log, since it must name record ids.
 * Undefined when there is nothing to add.
 */
export function amendedPolicy({ policy }: World, { leafOf, recordOf }: Leaves): JsonValue | undefined {
  if (policy.revokedKeys.length === 0 && policy.void.length === 0) return undefined;
  const revokedKeys = policy.revokedKeys.map(({ person, fromEvent }) => ({
    fingerprint: fingerprint(nodeCrypto, sshKey(KEY_OF.review(person))),
    fromLeaf: leafOf(fromEvent),
  }));
  const voided = policy.void.map((event) => ({ leaf: leafOf(event), record: recordOf(event), reason: "a mistake" }));
  const version = policy.retired.length === 0 ? 2 : 3;
  return document(policy, { version, retired: retiredIn(policy), revokedKeys, voided });
}

/** The `uri` of a repository of the policy. */
export function repositoryUri(id: string): string {
  return `git+https://git.example/${id.replace(":", "/")}`;
}

type Amendment = {
  readonly version: number;
  readonly retired: readonly string[];
  readonly revokedKeys: JsonValue;
  readonly voided: JsonValue;
};

function document(policy: WorldPolicy, { version, retired, revokedKeys, voided }: Amendment): JsonValue {
  const { organisations, roles, requirements } = policy;
  return {
    version,
    organisations: organisations.map(({ id, kind }) => ({ id, kind, git: [`*@${id}.example`] })),
    people: policy.people.map(({ id, organisation, git }) => ({
      id,
      organisation,
      git,
      keys: sshKeys(id),
      ...(retired.includes(id) ? { retired: true } : {}),
    })),
    revokedKeys,
    void: voided,
    machines: machines(policy),
    roles: Object.fromEntries(roles.map(({ id, organisation, people }) => [id, { organisation, people }])),
    governance: organisations.map(({ id }) => ({ organisation: id, people: peopleOf(policy, id), count: 1 })),
    repositories: repositories(policy),
    ...(requirements.some(({ classes }) => classes !== undefined) ? { detectors: { ...SMALL_DETECTOR } } : {}),
    requirements: requirements.map(({ id, paths, classes, role, count, coverage }) => ({
      id,
      paths,
      role,
      count,
      coverage,
      ...(classes === undefined ? {} : { classes }),
    })),
    environments: environments(policy),
    log: log(policy),
  };
}

function machines({ environments }: WorldPolicy): JsonValue {
  const key = (name: string) => formatMachineKey(testKey(name).publicKey);
  return [
    { id: KEY_OF.service, kind: "service", key: key(KEY_OF.service) },
    { id: KEY_OF.gate, kind: "gate", environments: environments.map(({ id }) => id), key: key(KEY_OF.gate) },
  ];
}

/** A submodule may point into the last repository. */
function repositories({ repositories: ids, refs, scope, submodules }: WorldPolicy): JsonValue {
  return ids.map((id) => ({
    id,
    uri: repositoryUri(id),
    refs: refs.map(({ ref, accepts }) => ({ ref, accepts })),
    scope: { include: scope.include, exclude: scope.exclude },
    contributors: { unresolved: "allow", ignore: [] },
    submodules: submodules.map((path) => ({ path, repository: ids.at(-1) ?? id })),
  }));
}

function environments({ environments: all, freshness, breakGlass: { approvals, ttl } }: WorldPolicy): JsonValue {
  const breakGlass = {
    approvals: approvals.map(({ organisation, people }) => ({ organisation, people, count: 1 })),
    ttl: `PT${ttl}S`,
    reviewWithin: "PT72H",
  };
  return all.map(({ id, requires }) =>
    requires.length === 0 ? { id, requires } : { id, requires, freshness: `PT${freshness}S`, breakGlass },
  );
}

/** Every reviewing organisation has a witness, and all of them must cosign. */
function log({ organisations }: WorldPolicy): JsonValue {
  const reviewers = organisations.filter(({ kind }) => kind === "reviewer");
  const origin = "log.acme.example/feed";
  const witnesses = reviewers.map(({ id }) => ({
    name: `${id}-w`,
    organisation: id,
    key: noteKey(`witness.${id}.example`, COSIGNATURE, KEY_OF.witness(id)),
  }));
  return {
    origin,
    key: noteKey(origin, ED25519, KEY_OF.log),
    witnesses,
    quorum: { all: witnesses.map(({ name }) => name) },
  };
}

function noteKey(name: string, type: number, key: string): string {
  return formatVerifierKey(verifierKey(nodeCrypto, name, type, testKey(key).publicKey));
}

function sshKeys(person: string): readonly string[] {
  return [KEY_OF.review(person), KEY_OF.governance(person)].map((name) => formatPublicKey(sshKey(name)));
}

function sshKey(name: string): PublicKey {
  return { type: "ssh-ed25519", point: testKey(name).publicKey };
}

function peopleOf({ people }: WorldPolicy, organisation: string): readonly string[] {
  return people.filter((person) => person.organisation === organisation).map(({ id }) => id);
}
