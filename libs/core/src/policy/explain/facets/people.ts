import { formatHex } from "@countersign/attest";
import type { PublicKey } from "@countersign/attest";
import type { Organisation, Person, Policy } from "../../policy.ts";
import { GUARD, LAXER, STRICTER } from "../facet.ts";
import type { Named } from "../facet.ts";
import { enumerate } from "../words.ts";
import { thresholdFacets } from "./thresholds.ts";

/** Who there is, who may sign what, and with which keys. */
export function* peopleFacets({ organisations, people, roles, governance, machines }: Policy): Iterable<Named> {
  for (const organisation of organisations) yield* organisationFacets(organisation);
  for (const person of people) yield* personFacets(person);
  for (const { id, organisation, people: own } of roles) {
    const part = `role ${id}`;
    yield [part, { says: organisation, whole: `${enumerate(own)} (${organisation})` }];
    for (const person of own) yield [`${person} in the role ${id}`, { says: "decides", presence: GUARD, part }];
  }
  yield* thresholdFacets("governance", governance);
  for (const { id, kind, environments, key } of machines) {
    const where = environments.length === 0 ? "" : ` of ${enumerate(environments)}`;
    yield [`machine ${id}`, { says: `${kind}${where}, key ${formatHex(key)}` }];
  }
}

function* organisationFacets({ id, kind, git, origins }: Organisation): Iterable<Named> {
  const part = `organisation ${id}`;
  yield [part, { says: kind === "operator" ? "the operator" : "a reviewer" }];
  for (const pattern of git) yield [`addresses ${pattern} of ${id}`, { says: "known", presence: LAXER, part }];
  for (const { origin, rpId } of origins)
    yield [`page ${origin} of ${id}`, { says: `signs with passkeys of ${rpId}`, presence: LAXER, part }];
}

function* personFacets({ id, organisation, keys, git, github, retired }: Person): Iterable<Named> {
  const part = `person ${id}`;
  const accounts = github.map((account) => `account ${account}`);
  yield [part, { says: `of ${organisation}` }];
  yield [
    `whether ${id} signs`,
    { says: retired ? "no more: left" : "yes", measure: { kind: "left", left: retired }, part },
  ];
  for (const key of keys) yield [`key ${spellKey(key)} of ${id}`, { says: "signs", presence: LAXER, part }];
  for (const name of [...git, ...accounts]) yield [`${name} of ${id}`, { says: "known", presence: STRICTER, part }];
}

function spellKey(key: PublicKey): string {
  return `${key.type} ${formatHex(key.point)}${"application" in key ? ` for ${key.application}` : ""}`;
}
