import type { JsonValue } from "@countersign/attest";
import { describe, expect, it } from "vitest";
import { comparePolicies } from "./difference.ts";
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

const ROLLBACK = { within: "P1D", depth: 1, staleness: "P1D" };
const VOIDED = { leaf: 1, record: "c".repeat(64), reason: "x" };
const revoked = (fromLeaf: number) => ({ fingerprint: `SHA256:${"A".repeat(43)}`, fromLeaf });
const DENYING = exampleWith("repositories.0.contributors.unresolved", "deny");
const DORA = { id: "dora", organisation: "oracle", keys: [publicKeyLine("dora")] };
const TWO_ORACLES = exampleWith("roles.oracle.people", ["dana", "dora"], exampleWith("people.3", DORA));
const BOTH_ORACLES = exampleWith("requirements.0.count", 2, TWO_ORACLES);
const GOVERNING = exampleWith("governance.1.people", ["dana", "dora"], TWO_ORACLES);
const BOTH_GOVERN = exampleWith("governance.1.count", 2, GOVERNING);
const WATCHED = exampleWith(
  "log.quorum",
  { all: ["oracle-w", "nord-w"] },
  exampleWith("log.witnesses.1", { name: "nord-w", organisation: "nordsec", key: witnessKeyText("nord-w") }),
);

const WATCHED_BOTH = exampleWith(
  "log.witnesses.2",
  { name: "oracle-2", organisation: "oracle", key: witnessKeyText("oracle-2") },
  WATCHED,
);
const ALL_WATCHING = exampleWith("log.quorum", { all: ["oracle-w", "nord-w", "oracle-2"] }, WATCHED_BOTH);
const LAX = exampleWith("environments.0.requires", ["algorithm"]);
const IDLE = { id: "idle", paths: ["**"], role: "oracle" };
const MORE = exampleWith("requirements.2", { id: "more", paths: ["**"], role: "data-guard" });
const OTHER = {
  id: "local:x",
  uri: "git+https://x.example/x",
  refs: [{ ref: "refs/heads/main" }],
  scope: { include: ["**"] },
};

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
    ["a longer staleness of the rollback", exampleWith("environments.0.rollback.staleness", "P30D")],
    ["a rollback further back", exampleWith("environments.0.rollback.within", "P60D")],
    ["a rollback where there was none", exampleWith("environments.1.rollback", ROLLBACK)],
    ["a later review after the emergency", exampleWith("environments.0.breakGlass.reviewWithin", "P30D")],
    ["a verdict that lives longer", exampleWith("environments.0.verdictTtl", "P1D")],
    ["fewer classes", exampleWith("requirements.1.classes", ["egress"])],
    ["classes where there were none", exampleWith("requirements.0.classes", ["egress"])],
    ["a laxer coverage", exampleWith("requirements.1.coverage", ["same-change"])],
    ["a narrower scope", exampleWith("repositories.0.scope.include", ["ranker/**"])],
    ["unknown contributors let through", exampleWith("repositories.0.contributors.unresolved", "allow"), DENYING],
    ["an address that is nobody's any more", exampleWith("people.0.git", [])],
    ["somebody who is back", TWO_ORACLES, exampleWith("people.3.retired", true, TWO_ORACLES)],
    ["fewer people in a role", exampleWith("roles.oracle.people", ["dana"], TWO_ORACLES), TWO_ORACLES],
    ["fewer people who must agree", exampleWith("requirements.0.count", 1, TWO_ORACLES), BOTH_ORACLES],
    ["fewer people in governance", exampleWith("governance.1.people", ["dana"], GOVERNING), GOVERNING],
    ["fewer people who must sign", exampleWith("governance.1.count", 1, GOVERNING), BOTH_GOVERN],
    ["a witness less", examplePolicy(), WATCHED],
    ["a looser quorum", WATCHED_BOTH, ALL_WATCHING],
    ["a freed key", examplePolicy(), exampleWith("revokedKeys", [revoked(9)])],
    [
      "a key that is revoked from later on",
      exampleWith("revokedKeys", [revoked(9)]),
      exampleWith("revokedKeys", [revoked(3)]),
    ],
    ["a record that would count again", examplePolicy(), exampleWith("void", [VOIDED])],
    ["one more who counts as nobody", exampleWith("repositories.0.contributors.ignore.1", "bot@acme.example")],
  ])("%s is weaker", (_what, document, earlier = examplePolicy()) => {
    const differences = comparePolicies(parsePolicy(earlier), parsePolicy(document));
    expect([...new Set(differences.map(({ effect }) => effect))]).toEqual(["weaker"]);
  });

  it.each([
    ["no rollback", exampleWith("environments.0.rollback", undefined)],
    ["no emergency exit", exampleWith("environments.0.breakGlass", undefined)],
    ["unknown contributors denied", exampleWith("repositories.0.contributors.unresolved", "deny")],
    ["a shorter freshness", exampleWith("environments.0.freshness", "PT1H")],
    ["a revoked key", exampleWith("revokedKeys", [revoked(9)])],
    ["another requirement in an environment", exampleWith("environments.0.requires", ["algorithm", "data-flow"]), LAX],
    [
      "a requirement that every environment asks for",
      exampleWith("environments.0.requires", ["algorithm", "more"], MORE),
      LAX,
    ],
    ["one more who must agree", BOTH_ORACLES, TWO_ORACLES],
    ["wider paths", examplePolicy(), exampleWith("requirements.0.paths", ["ranker/**", "ui/**"])],
    ["more classes", examplePolicy(), exampleWith("requirements.1.classes", ["egress"])],
    ["exact-tree in place of same-change", exampleWith("requirements.0.coverage", ["exact-tree"])],
    ["a wider quorum", ALL_WATCHING, WATCHED_BOTH],
  ])("%s is stronger", (_what, document, earlier = examplePolicy()) => {
    const differences = comparePolicies(parsePolicy(earlier), parsePolicy(document));
    expect([...new Set(differences.map(({ effect }) => effect))]).toEqual(["stronger"]);
  });

  it.each([
    ["other classes on wider paths", ["requirements.1.classes", ["label"]], ["requirements.1.paths", ["**"]]],
    ["other paths", ["requirements.0.paths", ["ui/**"]], ["requirements.0.paths", ["ranker/**"]]],
    ["another witness", ["log.quorum", { all: ["nord-w", "oracle-2"] }], ["version", 1]],
    ["a clean merge in place of the same change", ["requirements.0.coverage", ["clean-merge"]], ["version", 1]],
    ["a requirement that nobody has to meet", ["requirements.2", IDLE], ["version", 1]],
    ["another repository", ["repositories.1", OTHER], ["version", 1]],
    ["another ref", ["repositories.0.refs.2", { ref: "refs/heads/next" }], ["version", 1]],
  ] as const)("%s cannot be called stronger", (_what, [path, value], [was, earlier]) => {
    const base = exampleWith(was, earlier, WATCHED_BOTH);
    const differences = comparePolicies(parsePolicy(base), parsePolicy(exampleWith(path, value, base)));
    expect(differences.map(({ effect }) => effect)).toContain("changed");
    expect(differences.map(({ effect }) => effect)).not.toContain("stronger");
  });

  it("calls nothing stronger in both directions", () => {
    for (const [path, value] of everywhere) {
      const base = path.startsWith("governance")
        ? exampleWith("people.3", { ...DORA, id: "otto", organisation: "acme" })
        : examplePolicy();
      const [one, other] = [parsePolicy(base), parsePolicy(exampleWith(path, value, base))];
      const back = new Map(comparePolicies(other, one).map(({ about, effect }) => [about, effect]));
      for (const { about, effect } of comparePolicies(one, other))
        if (effect === "stronger") expect([about, back.get(about)]).toEqual([about, "weaker"]);
    }
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
    expect(against(document).map(({ effect, sentence }) => `${effect}: ${sentence}`)).toEqual([
      "weaker: what goes to production-eu need not meet data-flow any more",
      "weaker: requirement data-flow is gone; it was: changes in which the detectors find egress or feature.personal must be approved by nils as data-guard (nordsec), on a base that is the same within the scope",
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
