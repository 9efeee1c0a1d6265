import { fingerprint } from "@countersign/attest";
import type { JsonObject } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import { testKey, text } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { pathFromBytes } from "../objects/path.ts";
import { checkPolicy } from "./check.ts";
import {
  examplePolicy,
  exampleWith,
  logKeyText,
  machineKeyText,
  publicKeyLine,
  witnessKeyText,
} from "./example.testing.ts";
import type { PolicyFacts } from "./lint/finding.ts";

const withPaths = (...names: readonly string[]): PolicyFacts => ({
  paths: new Map([["github:123456", names.map((name) => pathFromBytes(text(name)))]]),
});
const warnings = (document: JsonObject, facts?: PolicyFacts) =>
  checkPolicy(document, facts).map(({ id, at }) => `${id} ${at}`);
const person = (id: string, organisation: string, extra: JsonObject = {}): JsonObject => ({
  id,
  organisation,
  keys: [publicKeyLine(id)],
  git: [`${id}@${organisation}.example`],
  ...extra,
});

/** A policy about which there is nothing to say: deputies, witnesses of both reviewers, no class without a path. */
function careful(): JsonObject {
  const people = [
    person("olga", "acme"),
    person("otto", "acme"),
    person("dana", "oracle"),
    person("dora", "oracle"),
    person("nils", "nordsec"),
    person("nora", "nordsec"),
  ];
  const pair = (organisation: string, ...named: readonly string[]) => ({ organisation, people: named, count: 1 });
  const witnesses = ["oracle", "nordsec"].map((organisation) => ({
    name: `${organisation}-w`,
    organisation,
    key: witnessKeyText(`${organisation}-w`),
  }));
  return exampleWith(
    "repositories.0.contributors.unresolved",
    "deny",
    examplePolicy({
      people,
      roles: {
        oracle: { organisation: "oracle", people: ["dana", "dora"] },
        "data-guard": { organisation: "nordsec", people: ["nils", "nora"] },
      },
      governance: [pair("acme", "olga", "otto"), pair("oracle", "dana", "dora"), pair("nordsec", "nils", "nora")],
      requirements: [
        { id: "algorithm", paths: ["**"], role: "oracle" },
        { id: "data-flow", paths: ["**/*.sql"], role: "data-guard" },
      ],
      detectors: undefined,
      environments: [
        {
          id: "production-eu",
          requires: ["algorithm", "data-flow"],
          freshness: "PT24H",
          rollback: { within: "P30D", depth: 10, staleness: "PT72H" },
        },
      ],
      log: {
        origin: "log.acme.example/feed",
        key: logKeyText("log"),
        inclusionWithin: "PT15M",
        witnesses,
        quorum: { all: ["oracle-w", "nordsec-w"] },
      },
    }),
  );
}

describe("a careful policy", () => {
  it("earns no word", () => {
    const facts = { ...withPaths("ranker/score.py", "schema/users.sql", "docs/a.md"), crypto: nodeCrypto };
    expect(checkPolicy(careful(), facts)).toEqual([]);
  });
});

const key = (name: string) => fingerprint(nodeCrypto, { type: "ssh-ed25519", point: testKey(name).publicKey });

const rows: readonly (readonly [string, JsonObject, PolicyFacts?])[] = [
  ["trial-policy trial", exampleWith("trial", true, careful())],
  [
    "no-quorum log",
    exampleWith(
      "environments.0",
      { id: "production-eu", requires: ["algorithm", "data-flow"] },
      exampleWith("log.quorum", "none", exampleWith("trial", true, careful())),
    ),
  ],
  ["environment-requires-nothing staging", exampleWith("environments.1", { id: "staging", requires: [] }, careful())],
  ["requirement-not-required data-flow", exampleWith("environments.0.requires", ["algorithm"], careful())],
  [
    "path-unasked production-eu",
    exampleWith(
      "environments.0.requires",
      ["data-flow"],
      exampleWith("requirements.0.paths", ["ranker/**"], careful()),
    ),
  ],
  [
    "path-unasked production-eu",
    exampleWith(
      "requirements.1.classes",
      ["egress", "opaque"],
      exampleWith(
        "environments.0.requires",
        ["data-flow"],
        exampleWith("detectors", { version: "1.0.0", sha256: "d".repeat(64) }, careful()),
      ),
    ),
  ],
  [
    "class-only-role data-guard",
    exampleWith(
      "requirements.1.classes",
      ["egress", "opaque"],
      exampleWith("detectors", { version: "1.0.0", sha256: "d".repeat(64) }, careful()),
    ),
  ],
  [
    "opaque-unclaimed data-guard",
    exampleWith(
      "requirements.1.classes",
      ["egress"],
      exampleWith("detectors", { version: "1.0.0", sha256: "d".repeat(64) }, careful()),
    ),
  ],
  [
    "single-reviewer oracle",
    exampleWith("environments.0.requires", ["algorithm"], exampleWith("requirements.1", undefined, careful())),
  ],
  [
    "build-file-excluded github:123456",
    exampleWith("repositories.0.scope.exclude", ["docs/**"], careful()),
    withPaths("a.sql", "docs/package.json"),
  ],
  ["build-file-excluded github:123456", exampleWith("repositories.0.scope.exclude", [".github/**"], careful())],
  ["pattern-matches-nothing requirement data-flow", careful(), withPaths("ranker/score.py")],
  [
    "pattern-matches-nothing the scope of github:123456",
    exampleWith("repositories.0.scope.exclude", ["Docs/**"], careful()),
    withPaths("docs/a.md", "a.sql"),
  ],
  [
    "path-unclaimed github:123456",
    exampleWith("requirements.0.paths", ["ranker/**"], careful()),
    withPaths("ranker/a", "a.sql", "serving2/x"),
  ],
  ["unresolved-contributors github:123456", exampleWith("repositories.0.contributors.unresolved", "allow", careful())],
  ["organisation-claims-everybody acme", exampleWith("organisations.0.git", ["*@*"], careful())],
  ["person-without-address dana", exampleWith("people.2.git", undefined, careful())],
  ["role-without-deputy algorithm", exampleWith("roles.oracle.people", ["dana"], careful())],
  ["role-without-deputy algorithm", exampleWith("people.3.retired", true, careful())],
  ["governance-without-deputy acme", exampleWith("governance.0.people", ["olga"], careful())],
  ["role-unused second", exampleWith("roles.second", { organisation: "oracle", people: ["dana"] }, careful())],
  [
    "revocation-without-key SHA256:" + "A".repeat(43),
    exampleWith("revokedKeys", [{ fingerprint: `SHA256:${"A".repeat(43)}`, fromLeaf: 1 }], careful()),
    { crypto: nodeCrypto },
  ],
  ["freshness-long production-eu", exampleWith("environments.0.freshness", "P8D", careful())],
  [
    "break-glass-long production-eu",
    exampleWith(
      "environments.0.breakGlass",
      {
        approvals: [
          { organisation: "acme", people: ["olga"] },
          { organisation: "oracle", people: ["dana"] },
        ],
        ttl: "PT25H",
        reviewWithin: "P3D",
      },
      careful(),
    ),
  ],
  ["no-rollback production-eu", exampleWith("environments.0.rollback", undefined, careful())],
  [
    "reviewer-without-witness nordsec",
    exampleWith("log.quorum", "oracle-w", exampleWith("log.witnesses.1", undefined, careful())),
  ],
  [
    "operator-witness acme-w",
    exampleWith("log.witnesses.2", { name: "acme-w", organisation: "acme", key: witnessKeyText("acme-w") }, careful()),
  ],
  ["no-inclusion-limit log", exampleWith("log.inclusionWithin", undefined, careful())],
  ["no-service machines", exampleWith("machines.0", undefined, careful())],
  ["environment-without-gate production-eu", exampleWith("machines.1.environments", [], careful())],
  [
    "environment-without-gate production-eu",
    exampleWith("machines.0.environments", ["production-eu"], exampleWith("machines.1.environments", [], careful())),
  ],
  [
    "key-comment-shared olga, dana",
    exampleWith(
      "people.0.keys.0",
      `${publicKeyLine("olga")} me@laptop`,
      exampleWith("people.2.keys.0", `${publicKeyLine("dana")} me@laptop`, careful()),
    ),
  ],
];

describe("warnings", () => {
  it.each(rows.map(([wanted, document, facts]) => ({ wanted, document, facts })))(
    "$wanted",
    ({ wanted, document, facts }) => {
      const found = checkPolicy(document, facts);
      expect(found.map(({ id, at }) => `${id} ${at}`)).toContain(wanted);
      for (const { level, text: sentence, remedy } of found) {
        expect(level).toBe("warning");
        expect([sentence, remedy].every((each) => each.length > 20)).toBe(true);
      }
    },
  );

  it("D25 E10 an exclusion that can hold no build file is fine", () => {
    const document = exampleWith("repositories.0.scope.exclude", ["docs/**/*.md"], careful());
    expect(warnings(document)).toEqual([]);
  });

  it("a week of freshness and a day of emergency are fine", () => {
    const approvals = [
      { organisation: "acme", people: ["olga"] },
      { organisation: "oracle", people: ["dana"] },
    ];
    const breakGlass = { approvals, ttl: "PT24H", reviewWithin: "P3D" };
    const document = exampleWith(
      "environments.0.freshness",
      "P7D",
      exampleWith("environments.0.breakGlass", breakGlass, careful()),
    );
    expect(warnings(document)).toEqual([]);
  });

  it("name three paths that nobody claims, and count the rest", () => {
    const sentence = (...names: readonly string[]) => {
      const document = exampleWith("requirements.0.paths", ["ranker/**"], careful());
      return checkPolicy(document, withPaths("ranker/a", "a.sql", ...names)).map((one) => one.text);
    };
    expect(sentence("b/x")).toEqual([
      '"b/x" of github:123456: in scope, but no requirement claims it by path, so a change there is denied.',
    ]);
    expect(sentence("b", "c", "d")).toEqual([expect.stringContaining('"b", "c", "d" of github:123456: in scope')]);
    expect(sentence("b", "c", "d", "e")).toEqual([
      expect.stringMatching(/^"b", "c", "d" and 1 more of .* claims them by path/),
    ]);
  });

  it("are none of paths out of scope", () => {
    const document = exampleWith(
      "repositories.0.scope",
      { include: ["ranker/**", "**/*.sql"] },
      exampleWith("requirements.0.paths", ["ranker/**"], careful()),
    );
    expect(warnings(document, withPaths("ranker/a", "a.sql", "docs/a.md"))).toEqual([]);
  });

  it("a revoked key that its holder keeps is fine", () => {
    const document = exampleWith("revokedKeys", [{ fingerprint: key("dana"), fromLeaf: 1 }], careful());
    expect(warnings(document, { crypto: nodeCrypto })).toEqual([]);
  });
});

describe("errors", () => {
  it("are told all at once, each with a remedy", () => {
    const document = exampleWith(
      "people.0.id",
      "Olga",
      exampleWith("machines.0.key", "x", exampleWith("log.origin", "a b")),
    );
    const found = checkPolicy(document);
    expect(found.map(({ id, at }) => `${id} ${at}`)).toEqual([
      "policy.log-origin log.origin",
      "policy.id people[0].id",
      "policy.key machines[0].key",
    ]);
    expect(found.every(({ level, remedy }) => level === "error" && remedy !== "")).toBe(true);
  });

  it("between parts are told all at once too", () => {
    const document = exampleWith("requirements.0.role", "x", exampleWith("machines.0.key", machineKeyText("dana")));
    const ids = checkPolicy(document).map(({ id }) => id);
    expect(ids).toContain("policy.unknown-role");
    expect(ids).toContain("policy.duplicate-key");
  });

  it("count the id of a verifier key where there is a hash", () => {
    const wrong = logKeyText("log").replace(/\+[0-9a-f]{8}\+/, "+00000000+");
    const document = exampleWith("log.key", wrong, careful());
    expect(checkPolicy(document, { crypto: nodeCrypto }).map(({ id, level }) => [id, level])).toEqual([
      ["policy.key", "error"],
    ]);
  });
});
