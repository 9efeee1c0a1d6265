import type { JsonObject, JsonValue } from "@countersign/attest";
import { formatKeyBlob, formatBase64 } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import { hex, testKey } from "@countersign/testkit";
import { COSIGNATURE, formatVerifierKey, verifierKey } from "@countersign/tlog";
import { describe, expect, it } from "vitest";
import { examplePolicy, exampleWith, logKeyText, publicKeyLine, witnessKeyText } from "./example.testing.ts";
import { parsePolicy } from "./parse.ts";
import { policyRemedy } from "./remedies.ts";

const code = (read: () => unknown): string => {
  try {
    read();
    return "valid";
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : String(error);
  }
};

const weak = new Uint8Array(32).fill(0).with(0, 1);
const weakLine = `ssh-ed25519 ${formatBase64(formatKeyBlob({ type: "ssh-ed25519", point: weak }))}`;
const keyFor = (application: string) => {
  const key = { type: "sk-ssh-ed25519@openssh.com", point: testKey("token").publicKey, application } as const;
  return `${key.type} ${formatBase64(formatKeyBlob(key))}`;
};
const weakWitness = formatVerifierKey(verifierKey(nodeCrypto, "w", COSIGNATURE, weak));
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

describe("the example of the specification", () => {
  it("is a policy, with defaults filled in", () => {
    const policy = parsePolicy(examplePolicy());
    expect(policy.people.map(({ id, retired, github }) => ({ id, retired, github }))).toEqual([
      { id: "olga", retired: false, github: [1001] },
      { id: "dana", retired: false, github: [] },
      { id: "nils", retired: false, github: [] },
    ]);
    expect(hex(policy.people[0]?.keys[0]?.point ?? new Uint8Array())).toBe(hex(testKey("olga").publicKey));
    expect(policy.roles).toEqual([
      { id: "data-guard", organisation: "nordsec", people: ["nils"] },
      { id: "oracle", organisation: "oracle", people: ["dana"] },
    ]);
    expect(policy.environments[0]).toMatchObject({
      freshness: 86_400,
      verdictTtl: 3_600,
      rollback: { within: 2_592_000, depth: 10, staleness: 259_200 },
      breakGlass: { ttl: 14_400, reviewWithin: 259_200 },
    });
    expect(policy.log).toMatchObject({ inclusionWithin: 900, quorum: { all: ["oracle-w"] } });
    expect(policy.trial).toBe(false);
  });

  it("fills in count 1, same-change, unresolved deny and empty lists", () => {
    const bare = exampleWith(
      "repositories.0",
      { id: "local:feed", uri: "git+file:///srv/feed", refs: [{ ref: "refs/heads/main" }], scope: { include: ["**"] } },
      examplePolicy({
        requirements: [{ id: "algorithm", paths: ["**"], role: "oracle" }],
        revokedKeys: undefined,
        void: undefined,
      }),
    );
    const policy = parsePolicy(exampleWith("environments.0.requires", ["algorithm"], bare));
    expect(policy.requirements[0]).toMatchObject({ count: 1, coverage: ["same-change"] });
    expect(policy.repositories[0]).toMatchObject({
      contributors: { unresolved: "deny", ignore: [] },
      scope: { exclude: [] },
      submodules: [],
      oldHeaderDefects: [],
    });
    expect(policy.environments[1]).toEqual({ id: "staging", requires: [] });
    expect([policy.revokedKeys, policy.void]).toEqual([[], []]);
  });

  it("is the same policy in whatever order its members stand", () => {
    const reversed = (value: JsonValue): JsonValue =>
      Array.isArray(value)
        ? value.map(reversed)
        : typeof value === "object" && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .toReversed()
                .map(([name, member]) => [name, reversed(member)]),
            )
          : value;
    expect(parsePolicy(reversed(examplePolicy()))).toEqual(parsePolicy(examplePolicy()));
  });
});

describe("controls: what is unusual and still a policy", () => {
  it.each<[string, JsonObject]>([
    ["a trial without witnesses, freshness and emergency exit", trial({ id: "desk", requires: ["algorithm"] })],
    ["a person without keys, known for her commits", exampleWith("people.3", person("otto", "acme", { keys: [] }))],
    ["somebody who left and keeps her entry", exampleWith("people.3", person("dora", "oracle", { retired: true }))],
    [
      "a thousand patterns",
      exampleWith(
        "requirements.0.paths",
        Array.from({ length: 1000 }, (_, n) => `a${n}`),
      ),
    ],
    ["a security key", exampleWith("people.1.keys.1", keyFor("ssh:countersign"))],
    ["a passkey of the organisation's own page", exampleWith("people.1.keys.1", keyFor("review.oracle.example"))],
    [
      "a submodule that is a repository of the policy",
      exampleWith("repositories.0.submodules", [{ path: "lib/x", repository: "github:123456" }]),
    ],
    ["a malformed old commit", exampleWith("repositories.0.oldHeaderDefects", ["a".repeat(40), "b".repeat(64)])],
    [
      "a revoked key and a void record",
      exampleWith(
        "void",
        [{ leaf: 3, record: "c".repeat(64), reason: "broken" }],
        exampleWith("revokedKeys", [{ fingerprint: `SHA256:${"A".repeat(43)}`, fromLeaf: 0 }]),
      ),
    ],
    [
      "two of three witnesses beside the reviewer's own",
      exampleWith(
        "log.quorum",
        { all: ["oracle-w", { atLeast: 2, of: ["a", "b", "c"] }] },
        exampleWith("log.witnesses", [
          witness("oracle-w", "oracle"),
          ...["a", "b", "c"].map((name) => witness(name, "acme")),
        ]),
      ),
    ],
  ])("%s", (_name, document) => {
    expect(code(() => parsePolicy(document))).toBe("valid");
  });
});

type Row = readonly [row: string, code: string, what: string, document: JsonValue];

const form: readonly Row[] = [
  ["F7", "policy.unknown-field", "a field that no policy has", exampleWith("roels", {})],
  ["F7", "policy.unknown-field", "a field that no person has", exampleWith("people.0.name", "Olga")],
  ["F7", "policy.unknown-field", "a field in another case", exampleWith("people.0.Retired", true)],
  ["F7", "policy.unknown-field", "a field in a quorum", exampleWith("log.quorum", { all: ["oracle-w"], of: [] })],
  ["F7", "policy.missing-field", "no governance", exampleWith("governance", undefined)],
  ["F7", "policy.missing-field", "a repository without scope", exampleWith("repositories.0.scope", undefined)],
  ["F4", "policy.field-type", "a list instead of a policy", []],
  ["F4", "policy.field-type", "people who are a map", exampleWith("people", {})],
  ["F4", "policy.field-type", "a count in words", exampleWith("requirements.0.count", "one")],
  ["F7", "policy.field-value", "an organisation of another kind", exampleWith("organisations.0.kind", "regulator")],
  ["F7", "policy.field-value", "a coverage that nobody knows", exampleWith("requirements.0.coverage", ["patch-id"])],
  [
    "F7",
    "policy.field-value",
    "a third way with unknown contributors",
    exampleWith("repositories.0.contributors.unresolved", "ask"),
  ],
  ["F7", "policy.field-value", "detectors of a version in words", exampleWith("detectors.version", "the newest")],
  ["F7", "policy.field-value", "detectors of a dotted version", exampleWith("detectors.version", ".1")],
  ["J1", "policy.field-value", "a count of one and a half", exampleWith("requirements.0.count", 1.5)],
  [
    "J1",
    "policy.field-value",
    "a negative leaf",
    exampleWith("revokedKeys", [{ fingerprint: `SHA256:${"A".repeat(43)}`, fromLeaf: -1 }]),
  ],
  ["J1", "policy.field-value", "a count below nothing", exampleWith("requirements.0.count", -1)],
  ["J1", "policy.field-value", "a count that is not exact", exampleWith("requirements.0.count", 2 ** 53)],
  [
    "J1",
    "policy.field-value",
    "a leaf that is not exact",
    exampleWith("revokedKeys", [{ fingerprint: `SHA256:${"A".repeat(43)}`, fromLeaf: 2 ** 53 }]),
  ],
  ["F3", "policy.version", "version 0", exampleWith("version", 0)],
  ["F3", "policy.version", "a version that is not exact", exampleWith("version", 2 ** 53)],
  ["J3", "policy.text", "an empty reason", exampleWith("void", [{ leaf: 1, record: "c".repeat(64), reason: "" }])],
  ["J3", "policy.text", "a control byte", exampleWith("people.0.id", "ol\u0001ga")],
  [
    "J1",
    "policy.text",
    "half a character",
    exampleWith("void", [{ leaf: 1, record: "c".repeat(64), reason: "\ud800" }]),
  ],
  ["J3", "policy.text", "a role of 10 KB", exampleWith("requirements.0.role", "a".repeat(10_240))],
  ["J3", "policy.id", "a person of 65 characters", exampleWith("people.0.id", "a".repeat(65))],
  ["J3", "policy.id", "a blank in a person", exampleWith("people.0.id", "ol ga")],
  ["J3", "policy.id", "an environment in upper case", exampleWith("environments.0.id", "Production-EU")],
  ["J3", "policy.id", "a requirement beyond ASCII", exampleWith("requirements.0.id", "algorithmé")],
  ["J3", "policy.id", "a dash at first", exampleWith("environments.0.id", "-a")],
  ["J3", "policy.id", "a repository with a blank", exampleWith("repositories.0.id", "local:feed x")],
  ["J3", "policy.id", "a repository in upper case", exampleWith("repositories.0.id", "Github:1")],
  ["J3", "policy.id", "two dots", exampleWith("environments.0.id", "a..b")],
  ["J3", "policy.id", "a slash in an environment", exampleWith("environments.0.id", "prod/eu")],
  [
    "J3",
    "policy.id",
    "a role named __proto__",
    examplePolicy({ roles: Object.fromEntries([["__proto__", { organisation: "oracle", people: ["dana"] }]]) }),
  ],
  ["J3", "policy.id", "a repository with two colons", exampleWith("repositories.0.id", "github:1:2")],
  ["J3", "policy.id", "a repository that climbs", exampleWith("repositories.0.id", "local:../feed")],
  ["J3", "policy.id", "a witness called none", exampleWith("log.witnesses.0.name", "none")],
  ["J4", "policy.pattern", "braces", exampleWith("repositories.0.scope.exclude", ["docs/{a,b}"])],
  ["J4", "policy.pattern", "negation", exampleWith("requirements.0.paths", ["!docs/**"])],
  ["J4", "policy.pattern", "**/**", exampleWith("requirements.0.paths", ["**/**/x"])],
  [
    "J4",
    "policy.pattern",
    "1001 patterns",
    exampleWith(
      "requirements.0.paths",
      Array.from({ length: 1001 }, (_, n) => `a${n}`),
    ),
  ],
  ["F8", "policy.duration", "a duration in words", exampleWith("environments.0.freshness", "one day")],
  ["E13", "policy.ref", "a short ref", exampleWith("repositories.0.refs.0.ref", "main")],
  ["E13", "policy.ref", "a ref with a star", exampleWith("repositories.0.refs.0.ref", "refs/heads/*")],
  ["C8", "policy.ref", "a replace ref", exampleWith("repositories.0.refs.0.ref", "refs/replace/x")],
  [
    "E13",
    "policy.path",
    "a submodule outside",
    exampleWith("repositories.0.submodules", [{ path: "../x", repository: "github:123456" }]),
  ],
  ["C27", "policy.commit", "a short commit id", exampleWith("repositories.0.oldHeaderDefects", ["abc"])],
  ["B5", "policy.git", "an address without domain", exampleWith("people.0.git", ["olga"])],
  ["B5", "policy.git", "an address with a name", exampleWith("people.0.git", ["Olga <olga@acme.example>"])],
  ["B5", "policy.git", "an address with two domains", exampleWith("people.0.git", ["olga@acme.example@x"])],
  ["B5", "policy.git", "a pattern with a name", exampleWith("organisations.0.git", ["Olga <*@acme.example>"])],
  ["B5", "policy.git", "a person with a star", exampleWith("people.0.git", ["*@acme.example"])],
  [
    "G18",
    "policy.uri",
    "a password in a uri",
    exampleWith("repositories.0.uri", "git+https://a:b@github.com/acme/feed"),
  ],
  ["G18", "policy.uri", "no uri", exampleWith("repositories.0.uri", "acme feed")],
  ["G18", "policy.url", "a name in a witness's url", exampleWith("log.witnesses.0.url", "https://a@w.example")],
  ["G18", "policy.url", "a password in a witness's url", exampleWith("log.witnesses.0.url", "https://:b@w.example")],
  ["G18", "policy.url", "a witness's url beyond ASCII", exampleWith("log.witnesses.0.url", "https://w.example/é")],
  ["G18", "policy.url", "a witness on a file", exampleWith("log.witnesses.0.url", "file:///etc/passwd")],
  [
    "B21",
    "policy.origin",
    "a page over http",
    exampleWith("organisations.1.origins.0.origin", "http://review.oracle.example"),
  ],
  [
    "B21",
    "policy.origin",
    "a page with a path",
    exampleWith("organisations.1.origins.0.origin", "https://review.oracle.example/x"),
  ],
  [
    "B21",
    "policy.origin",
    "a relying party elsewhere",
    exampleWith("organisations.1.origins.0.rpId", "oracle.example.evil"),
  ],
  [
    "B21",
    "policy.origin",
    "a top-level domain as relying party",
    exampleWith("organisations.1.origins.0.rpId", "example"),
  ],
  ["F7", "policy.key", "an RSA key", exampleWith("people.0.keys.0", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ==")],
  [
    "F7",
    "policy.key",
    "a machine key in hex",
    exampleWith("machines.0.key", `ed25519:${hex(testKey("service-1").publicKey)}`),
  ],
  [
    "F7",
    "policy.key",
    "the log with a witness's type of key",
    exampleWith("log.key", witnessKeyText("log", "log.acme.example/feed")),
  ],
  [
    "F7",
    "policy.key",
    "a witness with a log's type of key",
    exampleWith("log.witnesses.0.key", logKeyText("oracle-w", "w")),
  ],
  ["F7", "policy.key", "no verifier key", exampleWith("log.key", "log.acme.example/feed")],
  ["F7", "policy.key", "no fingerprint", exampleWith("revokedKeys", [{ fingerprint: "MD5:00", fromLeaf: 1 }])],
  ...[`x SHA256:${"A".repeat(43)}`, `SHA256:${"A".repeat(43)}x`].map(
    (fingerprint): Row => [
      "F7",
      "policy.key",
      `a fingerprint with something beside it: ${fingerprint}`,
      exampleWith("revokedKeys", [{ fingerprint, fromLeaf: 1 }]),
    ],
  ),
  ["B22", "policy.weak-key", "a person's key of small order", exampleWith("people.1.keys.0", weakLine)],
  [
    "B22",
    "policy.weak-key",
    "a machine's key of small order",
    exampleWith("machines.0.key", `ed25519:${formatBase64(weak)}`),
  ],
  [
    "B22",
    "policy.weak-key",
    "a key not below the prime",
    exampleWith("machines.0.key", `ed25519:${formatBase64(new Uint8Array(32).fill(255))}`),
  ],
  ["B22", "policy.weak-key", "a witness's key of small order", exampleWith("log.witnesses.0.key", weakWitness)],
  [
    "F2",
    "policy.repeated",
    "one person twice in a threshold",
    exampleWith("governance.0", { organisation: "acme", people: ["olga", "olga"], count: 2 }),
  ],
  ["F7", "policy.unknown-class", "a class that nobody detects", exampleWith("requirements.1.classes", ["egres"])],
  ["F8", "policy.vacuous", "count 0", exampleWith("requirements.0.count", 0)],
  ["F8", "policy.vacuous", "neither paths nor classes", exampleWith("requirements.0.paths", undefined)],
  ["F8", "policy.vacuous", "no paths", exampleWith("requirements.0.paths", [])],
  ["F8", "policy.vacuous", "no coverage", exampleWith("requirements.0.coverage", [])],
  [
    "F8",
    "policy.vacuous",
    "no requirement",
    exampleWith("environments.0.requires", [], exampleWith("requirements", [])),
  ],
  ["F8", "policy.vacuous", "no environment", exampleWith("machines", [], exampleWith("environments", []))],
  ["F8", "policy.vacuous", "no repository", exampleWith("repositories", [])],
  ["F8", "policy.vacuous", "no ref", exampleWith("repositories.0.refs", [])],
  ["F8", "policy.vacuous", "zero freshness", exampleWith("environments.0.freshness", "PT0S")],
  [
    "F8",
    "policy.vacuous",
    "an emergency exit that nobody opens",
    exampleWith("environments.0.breakGlass.approvals", []),
  ],
  ["F8", "policy.vacuous", "a threshold without people", exampleWith("governance.0.people", [])],
  ["E12", "policy.scope-empty", "everything excluded", exampleWith("repositories.0.scope.exclude", ["**"])],
  ["E12", "policy.scope-empty", "nothing included", exampleWith("repositories.0.scope.include", [])],
  [
    "E12",
    "policy.scope-empty",
    "all that is included excluded",
    exampleWith("repositories.0.scope", { include: ["a/**"], exclude: ["a/**"] }),
  ],
  ["F9", "policy.quorum", "a quorum of no form", exampleWith("log.quorum", { most: ["oracle-w"] })],
  ["F9", "policy.log-origin", "an origin with a blank", exampleWith("log.origin", "log acme")],
];

describe("what is no policy", () => {
  it.each(form)("%s %s: %s", (_row, wanted, _what, document) => {
    expect(code(() => parsePolicy(document))).toBe(wanted);
    expect(policyRemedy(wanted)).toMatch(/\w/);
  });

  it("says where the fault stands", () => {
    expect(() => parsePolicy(exampleWith("people.1.keys.0", "ssh-ed25519 AAAA"))).toThrow(/people\[1\]\.keys\[0\]/);
  });
});
