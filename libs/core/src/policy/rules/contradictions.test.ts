import type { JsonObject, JsonValue } from "@countersign/attest";
import { formatBase64, formatKeyBlob } from "@countersign/attest";
import { testKey } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import {
  examplePolicy,
  exampleWith,
  logKeyText,
  machineKeyText,
  publicKeyLine,
  witnessKeyText,
} from "../example.testing.ts";
import { parsePolicy } from "../parse.ts";
import { policyRemedy } from "../remedies.ts";

const code = (read: () => unknown): string => {
  try {
    read();
    return "valid";
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : String(error);
  }
};

const keyFor = (application: string) => {
  const key = { type: "sk-ssh-ed25519@openssh.com", point: testKey("token").publicKey, application } as const;
  return `${key.type} ${formatBase64(formatKeyBlob(key))}`;
};
const person = (id: string, organisation: string, extra: JsonObject = {}): JsonObject => ({
  id,
  organisation,
  keys: [publicKeyLine(id)],
  ...extra,
});
const witness = (name: string, organisation: string): JsonObject => ({
  name,
  organisation,
  key: witnessKeyText(name),
});
const trial = (environment: JsonObject): JsonObject =>
  examplePolicy({
    trial: true,
    environments: [environment],
    machines: [],
    log: { origin: "log.acme.example/feed", key: logKeyText("log"), witnesses: [], quorum: "none" },
  });

type Row = readonly [row: string, code: string, what: string, document: JsonValue];

const between: readonly Row[] = [
  ["B8", "policy.duplicate-key", "one key under two people", exampleWith("people.2.keys.0", publicKeyLine("dana"))],
  [
    "B8",
    "policy.duplicate-key",
    "one key twice with one person",
    exampleWith("people.2.keys.1", publicKeyLine("nils")),
  ],
  [
    "B8",
    "policy.duplicate-key",
    "one key for a person and a machine",
    exampleWith("machines.0.key", machineKeyText("dana")),
  ],
  [
    "F9",
    "policy.duplicate-key",
    "one key under two witnesses",
    exampleWith("log.witnesses.1", {
      name: "second",
      organisation: "nordsec",
      key: witnessKeyText("oracle-w", "other.example/w"),
    }),
  ],
  [
    "F9",
    "policy.duplicate-key",
    "the log as its own witness",
    exampleWith("log.witnesses.0.key", witnessKeyText("log")),
  ],
  [
    "B8",
    "policy.person-twice",
    "a person in two organisations",
    exampleWith("people.3", person("dana", "nordsec", { keys: [] })),
  ],
  ["B7", "policy.person-twice", "two people with one address", exampleWith("people.2.git", ["OLGA@acme.example"])],
  ["B12", "policy.person-twice", "two people with one account", exampleWith("people.2.github", [1001])],
  [
    "B8",
    "policy.duplicate-id",
    "a person twice in one organisation",
    exampleWith("people.3", person("dana", "oracle", { keys: [] })),
  ],
  ["B8", "policy.duplicate-id", "an environment twice", exampleWith("environments.1.id", "production-eu")],
  ["B8", "policy.duplicate-id", "a ref twice", exampleWith("repositories.0.refs.1.ref", "refs/heads/main")],
  [
    "B8",
    "policy.duplicate-id",
    "a witness twice",
    exampleWith("log.witnesses.1", { ...witness("x", "nordsec"), name: "oracle-w" }),
  ],
  [
    "B21",
    "policy.duplicate-origin",
    "a page of two organisations",
    exampleWith("organisations.2.origins", [
      { origin: "https://review.oracle.example", rpId: "review.oracle.example" },
    ]),
  ],
  [
    "G13",
    "policy.duplicate-uri",
    "one uri for two repositories",
    exampleWith("repositories.1", {
      id: "local:x",
      uri: "git+https://github.com/acme/feed",
      refs: [{ ref: "refs/heads/main" }],
      scope: { include: ["**"] },
    }),
  ],
  ["F7", "policy.unknown-organisation", "a person of no organisation", exampleWith("people.1.organisation", "orcale")],
  [
    "F7",
    "policy.unknown-organisation",
    "a witness of no organisation",
    exampleWith("log.witnesses.0.organisation", "orcale"),
  ],
  ["F7", "policy.unknown-person", "a role for nobody", exampleWith("roles.oracle.people", ["dora"])],
  ["F7", "policy.unknown-person", "governance by nobody", exampleWith("governance.0.people", ["otto"])],
  ["F7", "policy.unknown-role", "a requirement of an unknown role", exampleWith("requirements.0.role", "orakel")],
  [
    "F7",
    "policy.unknown-requirement",
    "an environment with an unknown requirement",
    exampleWith("environments.0.requires", ["algorithm", "dataflow"]),
  ],
  [
    "F7",
    "policy.unknown-environment",
    "a gate of an unknown environment",
    exampleWith("machines.1.environments", ["production"]),
  ],
  [
    "F7",
    "policy.unknown-repository",
    "a submodule of an unknown repository",
    exampleWith("repositories.0.submodules", [{ path: "lib/x", repository: "github:7" }]),
  ],
  [
    "F7",
    "policy.unknown-ref",
    "approvals for an unprotected ref",
    exampleWith("repositories.0.refs.1.accepts", ["refs/heads/dev"]),
  ],
  [
    "F7",
    "policy.unknown-ref",
    "a ref that accepts itself",
    exampleWith("repositories.0.refs.0.accepts", ["refs/heads/main"]),
  ],
  [
    "B21",
    "policy.key-application",
    "a passkey of somebody else's page",
    exampleWith("people.2.keys.1", keyFor("review.oracle.example")),
  ],
  [
    "B8",
    "policy.operator-reviews",
    "a role held by the operator",
    exampleWith("roles.oracle", { organisation: "acme", people: ["olga"] }),
  ],
  [
    "B8",
    "policy.operator-reviews",
    "an operator's person in a reviewer's role",
    exampleWith("roles.oracle.people", ["dana", "olga"]),
  ],
  [
    "B9",
    "policy.foreign-person",
    "another reviewer's person in a role",
    exampleWith("roles.oracle.people", ["dana", "nils"]),
  ],
  [
    "F2",
    "policy.foreign-person",
    "operator people in the reviewer's seat",
    exampleWith("governance.1.people", ["olga"]),
  ],
  ["F8", "policy.unsatisfiable", "two of one person", exampleWith("requirements.0.count", 2)],
  ["F8", "policy.unsatisfiable", "a role of somebody who left", exampleWith("people.1.retired", true)],
  ["F8", "policy.unsatisfiable", "a role of somebody without key", exampleWith("people.1.keys", [])],
  ["F8", "policy.unsatisfiable", "governance by more than there are", exampleWith("governance.2.count", 2)],
  ["F2", "policy.governance", "a role holder left out of governance", exampleWith("governance.2", undefined)],
  ["F2", "policy.governance", "the operator left out of governance", exampleWith("governance.0", undefined)],
  ["D25", "policy.detectors", "classes without detectors", exampleWith("detectors", undefined)],
  ["F11", "policy.freshness", "an environment without freshness", exampleWith("environments.0.freshness", undefined)],
  [
    "H4",
    "policy.break-glass",
    "an emergency exit for the operator alone",
    exampleWith("environments.0.breakGlass.approvals.1", undefined),
  ],
  [
    "H4",
    "policy.break-glass",
    "an emergency exit for reviewers alone",
    exampleWith("environments.0.breakGlass.approvals.0", undefined),
  ],
  [
    "F9",
    "policy.log-origin",
    "a log key of another name",
    exampleWith("log.key", logKeyText("log", "log.acme.example/other")),
  ],
  ["F9", "policy.quorum", "no witnesses outside a trial", exampleWith("log.quorum", "none")],
  [
    "F9",
    "policy.quorum",
    "no witnesses beside freshness",
    trial({ id: "desk", requires: ["algorithm"], freshness: "PT1H" }),
  ],
  [
    "F9",
    "policy.quorum",
    "no witnesses beside an emergency exit",
    trial({
      id: "desk",
      requires: ["algorithm"],
      breakGlass: {
        approvals: [
          { organisation: "acme", people: ["olga"] },
          { organisation: "oracle", people: ["dana"] },
        ],
        ttl: "PT1H",
        reviewWithin: "PT1H",
      },
    }),
  ],
  ["F9", "policy.quorum", "an unknown witness", exampleWith("log.quorum", { all: ["oracle-w", "x"] })],
  ["F9", "policy.quorum", "a witness twice", exampleWith("log.quorum", { all: ["oracle-w", "oracle-w"] })],
  ["F9", "policy.quorum", "a group without members", exampleWith("log.quorum", { all: [] })],
  ["F9", "policy.quorum", "more than there are", exampleWith("log.quorum", { atLeast: 2, of: ["oracle-w"] })],
  [
    "F9",
    "policy.quorum",
    "met without the reviewer's witness",
    exampleWith("log.quorum", "acme-w", exampleWith("log.witnesses.1", witness("acme-w", "acme"))),
  ],
  [
    "F9",
    "policy.quorum",
    "met without the second reviewer's witness",
    exampleWith("log.witnesses.1", witness("nordsec-w", "nordsec")),
  ],
  [
    "F9",
    "policy.quorum",
    "met twice",
    exampleWith(
      "log.quorum",
      { any: ["oracle-w", "oracle-2"] },
      exampleWith("log.witnesses.1", witness("oracle-2", "oracle")),
    ),
  ],
  [
    "F9",
    "policy.quorum",
    "no reviewer has a witness",
    exampleWith("log.quorum", "acme-w", exampleWith("log.witnesses", [witness("acme-w", "acme")])),
  ],
];

describe("parts that contradict each other", () => {
  it.each(between)("%s %s: %s", (_row, wanted, _what, document) => {
    expect(code(() => parsePolicy(document))).toBe(wanted);
    expect(policyRemedy(wanted)).toMatch(/\w/);
  });
});
