import { formatHex } from "@countersign/attest";
import type { CountersignError } from "../../error.ts";
import { foldAddress } from "../address.ts";
import { splitNoteKey } from "../parse/keys.ts";
import type { Policy } from "../policy.ts";
import { fault, repeated } from "./rule.ts";

/** Ids are given once in their list: `policy.duplicate-id`. */
export function* duplicateIds(policy: Policy): Iterable<CountersignError> {
  const lists = {
    organisation: policy.organisations,
    machine: policy.machines,
    repository: policy.repositories,
    requirement: policy.requirements,
    environment: policy.environments,
    witness: policy.log.witnesses.map(({ name }) => ({ id: name })),
    "void leaf": policy.void.map(({ leaf }) => ({ id: String(leaf) })),
    "revoked key": policy.revokedKeys.map(({ fingerprint }) => ({ id: fingerprint })),
  };
  for (const [kind, items] of Object.entries(lists))
    for (const [, id] of repeated<{ readonly id: string }>(items, (item) => item.id))
      yield fault("duplicate-id", `the ${kind} ${id} is given twice`);
  for (const { id, refs } of policy.repositories)
    for (const [, ref] of repeated(refs, (item) => item.ref))
      yield fault("duplicate-id", `${ref} of ${id} is given twice`);
}

/**
 * One human being is one person: an id under two organisations, an address or an account of two people is
 * `policy.person-twice`; the same id again under one organisation `policy.duplicate-id`.
 */
export function* peopleTwice({ people }: Policy): Iterable<CountersignError> {
  for (const [again, id, first] of repeated(people, (person) => person.id)) {
    if (again.organisation === first.organisation) yield fault("duplicate-id", `the person ${id} is given twice`);
    else yield fault("person-twice", `${id} belongs to ${first.organisation} and to ${again.organisation}`);
  }
  const traits = people.flatMap(({ id, git, github }) => [
    ...git.map((address) => ({
      id,
      trait: `the address ${foldAddress(address)}`,
    })),
    ...github.map((account) => ({ id, trait: `the account ${account}` })),
  ]);
  for (const [{ id }, trait, first] of repeated(traits, (item) => item.trait))
    yield fault("person-twice", `${trait} stands with ${first.id} and again with ${id}`);
}

/** A key pair has one holder and one use, whatever its spelling: people, machines, log and witnesses share none; `policy.duplicate-key`. */
export function* duplicateKeys(policy: Policy): Iterable<CountersignError> {
  const keys = [
    ...policy.people.flatMap(({ id, keys: own }) => own.map(({ point }) => ({ holder: `person ${id}`, point }))),
    ...policy.machines.map(({ id, key }) => ({ holder: `machine ${id}`, point: key })),
    ...[{ name: "the log", key: policy.log.key }, ...policy.log.witnesses].map(({ name, key }) => ({
      holder: name,
      point: splitNoteKey(key)?.publicKey ?? new Uint8Array(),
    })),
  ];
  for (const [{ holder }, , first] of repeated(keys, ({ point }) => formatHex(point)))
    yield fault("duplicate-key", `${first.holder} and ${holder} have the same key`);
}

/** Pages and relying party ids belong to one organisation, a URI to one repository: `policy.duplicate-origin`, `policy.duplicate-uri`. */
export function* sharedPlaces({ organisations, repositories }: Policy): Iterable<CountersignError> {
  const pages = organisations.flatMap(({ id, origins }) => [
    ...new Map(origins.flatMap(({ origin, rpId }) => [origin, rpId]).map((name) => [name, { id, name }])).values(),
  ]);
  for (const [{ id }, name, first] of repeated(pages, (item) => item.name))
    yield fault("duplicate-origin", `${name} is a page of ${first.id} and of ${id}`);
  for (const [{ id }, uri, first] of repeated(repositories, (item) => item.uri))
    yield fault("duplicate-uri", `${uri} is both ${first.id} and ${id}`);
}
