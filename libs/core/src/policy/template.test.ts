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
const errors = (start: PolicyStart) =>
  checkPolicy(parsePolicyYaml(newPolicy(start)), { crypto: nodeCrypto })
    .filter(({ level }) => level === "error")
    .map(({ id }) => id);

describe("a new policy", () => {
  it.each<[string, PolicyStart]>([
    ["with everything known", full],
    ["with detectors", { ...full, detectors: { version: "1.0.0", sha256: "d".repeat(64) } }],
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
    const found = checkPolicy(startingPolicy({ ...full, detectors: { version: "1.0.0", sha256: "d".repeat(64) } }));
    expect(found.map(({ id }) => id)).not.toContain("class-only-role");
  });
});
