import { boolean, jsonObject, list, object, oneOf, refuse } from "@countersign/attest";
import type { Reader } from "@countersign/attest";
import type { Machine, Organisation, Person, Role, Threshold } from "../policy.ts";
import { address, addressPattern, count, id, names, webOrigin } from "./forms.ts";
import { machineKey, publicKey } from "./keys.ts";
import { below, formed } from "./text.ts";

const relyingParty = formed("origin", /^(?=.{1,253}$)[a-z0-9-]+(?:\.[a-z0-9-]+)*$/, "a relying party id: a host name");

const pageFields = object({ origin: webOrigin, rpId: relyingParty });

/** A web origin and the relying party id of the passkeys made there; `policy.origin` unless the id is its host or above it. */
const page: Reader<Organisation["origins"][number]> = (value, place) => {
  const { origin, rpId } = pageFields(value, place);
  const { hostname } = new URL(origin);
  if (hostname === rpId || (hostname.endsWith(`.${rpId}`) && rpId.includes("."))) return { origin, rpId };
  return refuse(place, "origin", `${rpId} is not the host of ${origin}, nor a domain above it`);
};

const organisationFields = object(
  { id, kind: oneOf("operator", "reviewer") },
  { git: names(addressPattern), origins: list(page) },
);

/** `{id, kind, git?, origins?}`. */
export const organisation: Reader<Organisation> = (value, place) => ({
  git: [],
  origins: [],
  ...organisationFields(value, place),
});

const accountId: Reader<number> = count;

const personFields = object(
  { id, organisation: id, keys: list(publicKey) },
  { git: names(address), github: list(accountId), retired: boolean },
);

/** `{id, organisation, keys, git?, github?, retired?}`. */
export const person: Reader<Person> = (value, place) => ({
  git: [],
  github: [],
  retired: false,
  ...personFields(value, place),
});

const machineFields = object({ id, kind: oneOf("service", "gate"), key: machineKey }, { environments: names(id) });

/** `{id, kind, key, environments?}`. */
export const machine: Reader<Machine> = (value, place) => ({ environments: [], ...machineFields(value, place) });

const roleFields = object({ organisation: id, people: names(id) });

/** A map from id to `{organisation, people}`, as a list sorted by id. */
export const roles: Reader<readonly Role[]> = (value, place) =>
  Object.entries(jsonObject(value, place))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, fields]) => ({ id: id(name, place), ...roleFields(fields, below(place, name)) }));

const thresholdFields = object({ organisation: id, people: names(id, 1) }, { count });

/** `{organisation, people, count?}`. */
export const threshold: Reader<Threshold> = (value, place) => ({ count: 1, ...thresholdFields(value, place) });
