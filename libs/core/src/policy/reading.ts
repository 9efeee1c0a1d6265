import { AttestError, boolean, integer, json, list, object, refuse } from "@countersign/attest";
import type { JsonValue, Reader } from "@countersign/attest";
import { CountersignError } from "../error.ts";
import { detectors } from "./parse/detectors.ts";
import { environment } from "./parse/environments.ts";
import { revokedKey, voided } from "./parse/history.ts";
import { log } from "./parse/log.ts";
import { machine, organisation, person, roles, threshold } from "./parse/people.ts";
import { repository } from "./parse/repositories.ts";
import { requirement } from "./parse/requirements.ts";
import type { Policy } from "./policy.ts";
import { contradictions } from "./rules/contradictions.ts";

/** What came of reading a document: a valid policy, or what is wrong with it. */
export type Reading = { readonly policy: Policy } | { readonly problems: Problems };

/** At least one. */
type Problems = readonly [CountersignError, ...CountersignError[]];

/** Reads a policy document part by part, then what the parts say about each other. Codes: see `parsePolicy`. */
export function readPolicy(value: JsonValue): Reading {
  const noted: CountersignError[] = [];
  try {
    const policy = readParts(value, noted);
    const [first, ...others] = noted.length > 0 ? noted : contradictions(policy);
    return first === undefined ? { policy } : { problems: [first, ...others] };
  } catch (error) {
    return { problems: [asProblem(error), ...noted] };
  }
}

const documentFields = object(
  {
    version: json,
    organisations: json,
    people: json,
    machines: json,
    roles: json,
    governance: json,
    repositories: json,
    requirements: json,
    environments: json,
    log: json,
  },
  { trial: json, revokedKeys: json, void: json, detectors: json },
);

/** Lists first: they note what is wrong with an item and go on, everything else throws. */
function readParts(value: JsonValue, noted: CountersignError[]): Policy {
  const document = documentFields(value, { area: "policy", path: "" });
  const part = <T>(name: keyof typeof document, reader: Reader<T>) =>
    reader(document[name] ?? [], { area: "policy", path: name });
  const every = <T>(name: keyof typeof document, item: Reader<T>) => part(name, forgiving(item, noted));
  const lists = {
    organisations: every("organisations", organisation),
    people: every("people", person),
    revokedKeys: every("revokedKeys", revokedKey),
    void: every("void", voided),
    machines: every("machines", machine),
    governance: every("governance", threshold),
    repositories: every("repositories", repository),
    requirements: every("requirements", requirement),
    environments: every("environments", environment),
  };
  return {
    version: part("version", version),
    trial: document.trial === undefined ? false : part("trial", boolean),
    ...lists,
    roles: part("roles", roles),
    ...(document.detectors === undefined ? {} : { detectors: part("detectors", detectors) }),
    log: part("log", log),
  };
}

const version: Reader<number> = (value, place) => {
  const found = integer(value, place);
  return Number.isSafeInteger(found) && found >= 1 ? found : refuse(place, "version", "versions count from 1");
};

/** A list that goes on after a faulty item, so that a person learns of all faults at once. */
function forgiving<T>(item: Reader<T>, noted: CountersignError[]): Reader<readonly T[]> {
  const items = list((value, place): readonly T[] => {
    try {
      return [item(value, place)];
    } catch (error) {
      noted.push(asProblem(error));
      return [];
    }
  });
  return (value, place) => items(value, place).flat();
}

function asProblem(error: unknown): CountersignError {
  if (error instanceof CountersignError) return error;
  if (error instanceof AttestError) return new CountersignError(error.code, error.detail, { cause: error });
  throw error;
}
