import { formatMachineKey, formatPublicKey, jsonObject, read } from "@countersign/attest";
import type { JsonObject, JsonValue } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import { testKey } from "@countersign/testkit";
import { COSIGNATURE, ED25519, formatVerifierKey, verifierKey } from "@countersign/tlog";

/** The origin of the example's log. */
const EXAMPLE_ORIGIN = "log.acme.example/feed";

/** The line of a `.pub` file for the key `testKey(name)`. */
export function publicKeyLine(name: string): string {
  return formatPublicKey({ type: "ssh-ed25519", point: testKey(name).publicKey });
}

/** The text of the machine key `testKey(name)`. */
export function machineKeyText(name: string): string {
  return formatMachineKey(testKey(name).publicKey);
}

/** The verifier key of the log with the key `testKey(name)`. */
export function logKeyText(name: string, origin: string = EXAMPLE_ORIGIN): string {
  return formatVerifierKey(verifierKey(nodeCrypto, origin, ED25519, testKey(name).publicKey));
}

/** The verifier key of a witness with the key `testKey(name)`. */
export function witnessKeyText(name: string, keyName = `witness.example/${name}`): string {
  return formatVerifierKey(verifierKey(nodeCrypto, keyName, COSIGNATURE, testKey(name).publicKey));
}

/**
 * The example of the specification ("Policy") as the document that people sign, with keys of `testKey`: people `olga`
 * (operator acme), `dana` (oracle), `nils` (nordsec); machines `service-1`, `gate-eu`; log `log`; witness `oracle-w`.
 * Top-level members in `overrides` replace those of the example; `undefined` takes one away.
 */
export function examplePolicy(overrides: { readonly [name: string]: JsonValue | undefined } = {}): JsonObject {
  const members = { ...people(), ...rules(), ...places(), ...overrides };
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/**
 * The example with one value replaced: `exampleWith("people.0.retired", true)`. A step is a member's name or the number of
 * an item, the number after the last one appends; `undefined` takes away.
 */
export function exampleWith(
  path: string,
  value: JsonValue | undefined,
  base: JsonObject = examplePolicy(),
): JsonObject {
  const [step = "", ...rest] = splitPath(path);
  return replaceMember(base, step, rest, value);
}

/** Steps are separated by dots; a step may be quoted. */
function splitPath(path: string): readonly string[] {
  return [...path.matchAll(/"([^"]*)"|[^."]+/g)].map(([step, quoted]) => quoted ?? step);
}

function replaceMember(
  object: JsonObject,
  name: string,
  rest: readonly string[],
  value: JsonValue | undefined,
): JsonObject {
  const { [name]: old, ...others } = object;
  const replaced = replace(old, rest, value);
  return replaced === undefined ? others : Object.fromEntries([...Object.entries(others), [name, replaced]]);
}

function replace(
  old: JsonValue | undefined,
  path: readonly string[],
  value: JsonValue | undefined,
): JsonValue | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(old)) {
    const items: readonly JsonValue[] = old;
    const replaced = replace(items[Number(step)], rest, value);
    return [
      ...items.slice(0, Number(step)),
      ...(replaced === undefined ? [] : [replaced]),
      ...items.slice(Number(step) + 1),
    ];
  }
  const object = old === undefined ? {} : read(jsonObject, old, "policy");
  return replaceMember(object, step, rest, value);
}

function people(): JsonObject {
  return {
    version: 1,
    organisations: [
      { id: "acme", kind: "operator", git: ["*@acme.example"] },
      {
        id: "oracle",
        kind: "reviewer",
        origins: [{ origin: "https://review.oracle.example", rpId: "review.oracle.example" }],
      },
      { id: "nordsec", kind: "reviewer" },
    ],
    people: [
      { id: "olga", organisation: "acme", keys: [publicKeyLine("olga")], git: ["olga@acme.example"], github: [1001] },
      { id: "dana", organisation: "oracle", keys: [publicKeyLine("dana")] },
      { id: "nils", organisation: "nordsec", keys: [publicKeyLine("nils")] },
    ],
    revokedKeys: [],
    void: [],
    machines: [
      { id: "service-1", kind: "service", key: machineKeyText("service-1") },
      { id: "gate-eu", kind: "gate", environments: ["production-eu"], key: machineKeyText("gate-eu") },
    ],
  };
}

function rules(): JsonObject {
  return {
    roles: {
      oracle: { organisation: "oracle", people: ["dana"] },
      "data-guard": { organisation: "nordsec", people: ["nils"] },
    },
    governance: [one("acme", "olga"), one("oracle", "dana"), one("nordsec", "nils")],
    detectors: { version: "1.0.0", sha256: "d".repeat(64) },
    requirements: [
      { id: "algorithm", paths: ["**"], role: "oracle", count: 1, coverage: ["same-change"] },
      {
        id: "data-flow",
        paths: ["**"],
        classes: ["egress", "feature.personal"],
        role: "data-guard",
        count: 1,
        coverage: ["exact-tree"],
      },
    ],
  };
}

function places(): JsonObject {
  const witness = {
    name: "oracle-w",
    organisation: "oracle",
    key: witnessKeyText("oracle-w"),
    url: "https://witness.oracle.example",
  };
  return {
    repositories: [
      {
        id: "github:123456",
        uri: "git+https://github.com/acme/feed",
        refs: [{ ref: "refs/heads/main" }, { ref: "refs/heads/release/1", accepts: ["refs/heads/main"] }],
        scope: { include: ["**"], exclude: [] },
        contributors: { unresolved: "allow", ignore: ["noreply@github.com"] },
        submodules: [],
        oldHeaderDefects: [],
      },
    ],
    environments: [production(), { id: "staging", requires: [] }],
    log: {
      origin: EXAMPLE_ORIGIN,
      key: logKeyText("log"),
      inclusionWithin: "PT15M",
      witnesses: [witness],
      quorum: { all: ["oracle-w"] },
    },
  };
}

function production(): JsonObject {
  return {
    id: "production-eu",
    requires: ["algorithm", "data-flow"],
    freshness: "PT24H",
    verdictTtl: "PT1H",
    rollback: { within: "P30D", depth: 10, staleness: "PT72H" },
    breakGlass: { approvals: [one("acme", "olga"), one("oracle", "dana")], ttl: "PT4H", reviewWithin: "PT72H" },
  };
}

function one(organisation: string, person: string): JsonObject {
  return { organisation, people: [person], count: 1 };
}
