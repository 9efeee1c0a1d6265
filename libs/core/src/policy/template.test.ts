import { nodeCrypto } from "@countersign/crypto/node";
import { describe, expect, it } from "vitest";
import { checkPolicy } from "./check.ts";
import { logKeyText, machineKeyText, publicKeyLine, witnessKeyText } from "./example.testing.ts";
import { parsePolicy } from "./parse.ts";
import { newPolicy, startingPolicy } from "./template.ts";
import type { PolicyStart } from "./template.ts";
import { parsePolicyYaml } from "./yaml.ts";

const full: PolicyStart = {
  operator: { organisation: "acme", person: "olga", key: publicKeyLine("olga"), git: ["olga@acme.example"] },
  oracle: { organisation: "oracle", person: "dana", key: publicKeyLine("dana"), git: ["dana@oracle.example"] },
  dataGuard: { organisation: "nordsec", person: "nils", key: publicKeyLine("nils"), git: ["nils@nordsec.example"] },
  repository: { id: "local:feed", uri: "git+file:///srv/feed", ref: "refs/heads/main" },
  log: { origin: "log.acme.example/feed", key: logKeyText("log") },
  serviceKey: machineKeyText("service-1"),
  gateKey: machineKeyText("gate-1"),
  witness: { name: "oracle-w", key: witnessKeyText("oracle-w") },
};
const one = (organisation: string, person: string) => ({ organisation, people: [person], count: 1 });
const errors = (start: PolicyStart) =>
  checkPolicy(parsePolicyYaml(newPolicy(start)), { crypto: nodeCrypto })
    .filter(({ level }) => level === "error")
    .map(({ id }) => id);

const DETECTORS = { version: "1.0.0", sha256: "d".repeat(64) };

describe("a new policy", () => {
  it("requires everything of everybody", () => {
    expect(startingPolicy(full)).toEqual({
      version: 1,
      organisations: [
        { id: "acme", kind: "operator", git: ["*@acme.example"] },
        { id: "oracle", kind: "reviewer", git: ["*@oracle.example"] },
        { id: "nordsec", kind: "reviewer", git: ["*@nordsec.example"] },
      ],
      people: [
        { id: "olga", organisation: "acme", keys: [publicKeyLine("olga")], git: ["olga@acme.example"] },
        { id: "dana", organisation: "oracle", keys: [publicKeyLine("dana")], git: ["dana@oracle.example"] },
        { id: "nils", organisation: "nordsec", keys: [publicKeyLine("nils")], git: ["nils@nordsec.example"] },
      ],
      revokedKeys: [],
      void: [],
      machines: [
        { id: "service-1", kind: "service", key: machineKeyText("service-1") },
        { id: "gate-1", kind: "gate", environments: ["production"], key: machineKeyText("gate-1") },
      ],
      roles: {
        oracle: { organisation: "oracle", people: ["dana"] },
        "data-guard": { organisation: "nordsec", people: ["nils"] },
      },
      governance: [one("acme", "olga"), one("oracle", "dana"), one("nordsec", "nils")],
      repositories: [
        {
          id: "local:feed",
          uri: "git+file:///srv/feed",
          refs: [{ ref: "refs/heads/main" }],
          scope: { include: ["**"], exclude: [] },
          contributors: { unresolved: "deny", ignore: ["noreply@github.com"] },
          submodules: [],
          oldHeaderDefects: [],
        },
      ],
      requirements: [
        { id: "algorithm", paths: ["**"], role: "oracle", count: 1, coverage: ["same-change"] },
        { id: "data-flow", paths: ["**"], role: "data-guard", count: 1, coverage: ["same-change"] },
      ],
      environments: [
        {
          id: "production",
          requires: ["algorithm", "data-flow"],
          freshness: "PT24H",
          verdictTtl: "PT1H",
          rollback: { within: "P30D", depth: 10, staleness: "PT72H" },
          breakGlass: {
            approvals: [one("acme", "olga"), one("oracle", "dana")],
            ttl: "PT4H",
            reviewWithin: "PT72H",
          },
        },
      ],
      log: {
        origin: "log.acme.example/feed",
        key: logKeyText("log"),
        inclusionWithin: "PT15M",
        witnesses: [{ name: "oracle-w", organisation: "oracle", key: witnessKeyText("oracle-w") }],
        quorum: { all: ["oracle-w"] },
      },
    });
  });

  it("for a desk has no witnesses, lets strangers through, and asks for no freshness", () => {
    expect(startingPolicy({ ...full, trial: true })).toMatchObject({
      trial: true,
      repositories: [{ contributors: { unresolved: "allow" } }],
      environments: [{ id: "production", requires: ["algorithm", "data-flow"] }],
      log: { origin: "log.acme.example/feed", key: logKeyText("log"), witnesses: [], quorum: "none" },
    });
    const { environments, log } = startingPolicy({ ...full, trial: true });
    expect(JSON.stringify([environments, log])).not.toMatch(/freshness|breakGlass|rollback|inclusionWithin/);
  });

  it("names the detectors that it is begun with, and by class what they find", () => {
    const { detectors, requirements, environments } = startingPolicy({ ...full, detectors: DETECTORS });
    expect(detectors).toEqual(DETECTORS);
    expect(requirements).toMatchObject([
      { id: "algorithm" },
      { id: "data-flow", paths: ["**"], classes: expect.arrayContaining(["egress", "feature.personal", "opaque"]) },
      { id: "data-places", role: "data-guard", paths: expect.arrayContaining(["**/*.sql", "**/*.tf"]) },
    ]);
    expect(environments).toMatchObject([{ requires: ["algorithm", "data-flow", "data-places"] }]);
  });

  it("without anything known is an example whose keys are to be replaced", () => {
    const text = newPolicy();
    expect(text.match(/REPLACE-WITH-[A-Z-]+/g)).toEqual([
      ...Array(3).fill("REPLACE-WITH-THE-LINE-OF-THE-PUB-FILE"),
      "REPLACE-WITH-WHAT-COUNTERSIGN-INIT-PRINTS",
      ...Array(2).fill("REPLACE-WITH-THE-VERIFIER-KEY"),
    ]);
    expect(startingPolicy()).toMatchObject({
      people: [
        { id: "olga", organisation: "acme", git: ["olga@acme.example"] },
        { id: "dana", organisation: "oracle", git: ["dana@oracle.example"] },
        { id: "nils", organisation: "nordsec", git: ["nils@nordsec.example"] },
      ],
      machines: [{ id: "service-1", kind: "service" }],
      repositories: [
        { id: "github:123456", uri: "git+https://github.com/acme/feed", refs: [{ ref: "refs/heads/main" }] },
      ],
      log: { origin: "log.acme.example/feed", witnesses: [{ name: "oracle-w" }], quorum: { all: ["oracle-w"] } },
    });
  });

  it("names each domain of an organisation once, and a witness's address where it has one", () => {
    const git = ["olga@acme.example", "olga.k@acme.example", "olga@feed.example"];
    const operator = { organisation: "acme", person: "olga", key: publicKeyLine("olga"), git };
    const witness = { name: "w", key: witnessKeyText("oracle-w"), url: "https://w.example" };
    expect(startingPolicy({ ...full, operator, witness })).toMatchObject({
      organisations: [{ git: ["*@acme.example", "*@feed.example"] }, {}, {}],
      log: { witnesses: [{ ...witness, organisation: "oracle" }], quorum: { all: ["w"] } },
    });
    const { organisation, person, key } = operator;
    expect(startingPolicy({ operator: { organisation, person, key } })).toMatchObject({
      organisations: [{ git: [] }, {}, {}],
      people: [{ git: [] }, {}, {}],
    });
  });

  it.each<[string, PolicyStart]>([
    ["with everything known", full],
    ["with detectors", { ...full, detectors: DETECTORS }],
    ["for a trial", { ...full, trial: true }],
  ])("%s is valid", (_what, start) => {
    expect(errors(start)).toEqual([]);
  });

  it("with nothing known lacks keys and nothing else", () => {
    expect(new Set(errors({}))).toEqual(new Set(["policy.key"]));
  });

  it("is the same as YAML and as a document", () => {
    expect(parsePolicyYaml(newPolicy(full))).toEqual(startingPolicy(full));
  });

  it("has a comment over every section", () => {
    const lines = newPolicy(full).split("\n");
    for (const name of Object.keys(startingPolicy(full))) {
      const at = lines.findIndex((line) => line.startsWith(`${name}:`));
      expect([name, lines[at - 1]?.startsWith("# ")]).toEqual([name, true]);
    }
  });

  it("lets approved content land on a base that has moved, and says what is stricter", () => {
    const { requirements } = parsePolicy(startingPolicy(full));
    expect(requirements.map(({ coverage }) => coverage)).toEqual([["same-change"], ["same-change"]]);
    expect(newPolicy(full)).toMatch(/^# .*exact-tree is stricter/m);
  });

  it("says of a witness where its address goes, and that its name is the policy's own", () => {
    expect(newPolicy({})).toMatch(/^# A witness elsewhere has .*url: https:/m);
    expect(newPolicy({})).toMatch(/^# what this policy calls it/m);
  });

  it("asks data-guard by path too, where it asks by class", () => {
    const found = checkPolicy(startingPolicy({ ...full, detectors: DETECTORS }));
    expect(found.map(({ id }) => id)).not.toContain("class-only-role");
  });
});
