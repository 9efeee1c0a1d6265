import type { JsonValue } from "@countersign/attest";
import { describe, expect, it } from "vitest";
import { comparePolicies, explainDifference } from "./difference.ts";
import {
  examplePolicy,
  exampleWith,
  logKeyText,
  machineKeyText,
  publicKeyLine,
  witnessKeyText,
} from "./example.testing.ts";
import { parsePolicy } from "./parse.ts";

const before = parsePolicy(examplePolicy());
const against = (document: JsonValue) => comparePolicies(before, parsePolicy(document));
const effects = (document: JsonValue) => [...new Set(against(document).map(({ effect }) => effect))];

describe("what changes from one version to the next", () => {
  it("is nothing for the same rules", () => {
    expect(against(examplePolicy({ version: 2 }))).toEqual([]);
  });

  it.each([
    ["a requirement that is no longer required", exampleWith("environments.0.requires", ["algorithm"])],
    ["a longer freshness", exampleWith("environments.0.freshness", "PT48H")],
    ["narrower paths", exampleWith("requirements.0.paths", ["ranker/**"])],
    ["another class of coverage", exampleWith("requirements.0.coverage", ["same-change", "clean-merge"])],
    ["an exclusion", exampleWith("repositories.0.scope.exclude", ["docs/**"])],
    ["a ref that is no longer protected", exampleWith("repositories.0.refs.1", undefined)],
    ["approvals from another ref", exampleWith("repositories.0.refs.0.accepts", ["refs/heads/release/1"])],
    [
      "a submodule that may move",
      exampleWith("repositories.0.submodules", [{ path: "x", repository: "github:123456" }]),
    ],
    ["an emergency exit that stays open longer", exampleWith("environments.0.breakGlass.ttl", "PT8H")],
    ["a deeper rollback", exampleWith("environments.0.rollback.depth", 11)],
    ["a voided record", exampleWith("void", [{ leaf: 1, record: "c".repeat(64), reason: "x" }])],
    ["a second key", exampleWith("people.1.keys.1", publicKeyLine("dana-2"))],
    ["more time before a decision is logged", exampleWith("log.inclusionWithin", "PT30M")],
    ["one more who counts as nobody", exampleWith("repositories.0.contributors.ignore.1", "bot@acme.example")],
  ])("%s is weaker", (_what, document) => {
    expect(effects(document)).toEqual(["weaker"]);
  });

  it.each([
    ["no rollback", exampleWith("environments.0.rollback", undefined)],
    ["no emergency exit", exampleWith("environments.0.breakGlass", undefined)],
    ["unknown contributors denied", exampleWith("repositories.0.contributors.unresolved", "deny")],
    ["a shorter freshness", exampleWith("environments.0.freshness", "PT1H")],
    ["a revoked key", exampleWith("revokedKeys", [{ fingerprint: `SHA256:${"A".repeat(43)}`, fromLeaf: 9 }])],
  ])("%s is stronger", (_what, document) => {
    expect(effects(document)).toEqual(["stronger"]);
  });

  it.each([
    [
      "the people of a role",
      exampleWith(
        "roles.oracle.people",
        ["dana", "dora"],
        exampleWith("people.3", { id: "dora", organisation: "oracle", keys: [publicKeyLine("dora")] }),
      ),
    ],
    ["a machine's key", exampleWith("machines.0.key", machineKeyText("service-2"))],
    ["a witness's key", exampleWith("log.witnesses.0.key", witnessKeyText("oracle-2"))],
    ["the log's key", exampleWith("log.key", logKeyText("log-2"))],
    ["the detectors", exampleWith("detectors.version", "1.0.1")],
    ["a new environment", exampleWith("environments.2", { id: "canary", requires: [] })],
  ])("%s is a change", (_what, document) => {
    expect(effects(document)).toEqual(["changed"]);
  });

  it("says first what gets weaker, and what is gone only once", () => {
    const document = exampleWith(
      "environments.0.freshness",
      "PT1H",
      exampleWith("environments.0.requires", ["algorithm"], exampleWith("requirements.1", undefined)),
    );
    expect(explainDifference(before, parsePolicy(document))).toEqual([
      "weaker: production-eu requires data-flow is gone; it was: required",
      "weaker: requirement data-flow is gone; it was: changes in which the detectors find egress or feature.personal must be approved by nils as data-guard (nordsec)",
      "stronger: freshness of production-eu: 1 day → 1 hour",
    ]);
  });

  it("turned around weakens what it strengthened", () => {
    const after = parsePolicy(exampleWith("environments.0.freshness", "PT1H"));
    expect(comparePolicies(after, before).map(({ effect }) => effect)).toEqual(["weaker"]);
  });
});

/** Every place of the example with another value that is valid there. */
const everywhere: readonly (readonly [path: string, value: JsonValue | undefined])[] = [
  ["trial", true],
  ["organisations.0.git", []],
  ["organisations.2.origins", [{ origin: "https://nordsec.example", rpId: "nordsec.example" }]],
  ["people.0.git", []],
  ["people.0.github", []],
  ["people.3", { id: "dora", organisation: "oracle", keys: [] }],
  ["governance.0.people", ["olga", "otto"]],
  ["repositories.0.uri", "git+https://github.com/acme/feed2"],
  ["repositories.0.oldHeaderDefects", ["a".repeat(40)]],
  ["requirements.1.classes", ["egress"]],
  ["requirements.1.coverage", ["clean-merge"]],
  ["environments.0.verdictTtl", "PT2H"],
  ["environments.0.breakGlass.reviewWithin", "PT1H"],
  ["environments.0.rollback.within", "P1D"],
  ["environments.0.rollback.staleness", "P1D"],
  ["environments.1", undefined],
  ["machines.1.environments", []],
  ["log.witnesses.0.url", undefined],
  ["log.quorum", "oracle-w"],
];

describe("no difference goes unsaid", () => {
  it.each(everywhere)("%s", (path, value) => {
    const otto = { id: "otto", organisation: "acme", keys: [publicKeyLine("otto")] };
    const base = path.startsWith("governance") ? exampleWith("people.3", otto) : examplePolicy();
    const after = parsePolicy(exampleWith(path, value, base));
    const differences = comparePolicies(parsePolicy(base), after);
    // One witness of one, said in two ways, asks for the same.
    expect(differences.length > 0).toBe(path !== "log.quorum");
  });
});
