import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "@countersign/attest";
import { parseEnvelope, parseMachineKey, verifyMachineSignature } from "@countersign/attest";
import { generateMachineKey } from "@countersign/adapters/keys";
import { parseRoot, trustOf } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { tempFolder } from "@countersign/testkit";
import { checkTlogProof } from "@countersign/tlog";
import { describe, expect, it } from "vitest";
import { land } from "../attacks/landing.testing.ts";
import { openStage } from "../attacks/stage.testing.ts";
import type { Stage, StageOptions } from "../attacks/stage.testing.ts";
import { member } from "../desk.testing.ts";
import { done } from "../governed-home.testing.ts";
import { runCli } from "../run.testing.ts";

const TWO = { "ranker/score.py": "def score(post):\n    return 2\n" };
const TWO_PARTY: NonNullable<StageOptions["edits"]> = [
  ["requires: [algorithm]", "requires: [algorithm, data-flow]"],
  ['exclude: ["docs/**"]', "exclude: []"],
];

describe("export", () => {
  it("writes a summary, every envelope behind it, and a proof that checks for each decision", async () => {
    using folder = tempFolder();
    const { stage, tip, out } = await covered(folder.path);
    const { json } = await exported(stage, tip, out);
    expect(json).toMatchObject({ commit: tip, verifiedLevels: ["ORG_SOURCE_COUNTERSIGN_REVIEWED"] });
    expect(readdirSync(out).toSorted()).toEqual([
      "attestations.intoto.jsonl",
      "decision-3.tlog-proof",
      "source-vsa.json",
    ]);
    const envelopes = linesOf(join(out, "attestations.intoto.jsonl"));
    const inputs = envelopes.map((line) => ({ digest: { sha256: sha256(line) } }));
    const vsa = JSON.parse(readFileSync(join(out, "source-vsa.json"), "utf8")) as JsonObject;
    expect(vsa).toMatchObject({
      _type: "https://in-toto.io/Statement/v1",
      predicateType: "https://slsa.dev/verification_summary/v1",
      subject: [{ digest: { gitCommit: tip }, annotations: { source_refs: ["refs/heads/main"] } }],
      predicate: { verificationResult: "PASSED", slsaVersion: "1.2", inputAttestations: inputs },
    });
    expect(envelopes.map(kindOf)).toEqual(["policy", "baseline", "change", "review"]);
    const { log, witnesses, quorum } = parseRoot(readFileSync(join(stage.home, "root.json")));
    const leaf = Buffer.from((await done(stage.run("evidence", "3", "--leaf"))).stdout);
    const proof = readFileSync(join(out, "decision-3.tlog-proof"));
    expect(checkTlogProof(nodeCrypto, proof, leaf, trustOf(nodeCrypto, { ...log, witnesses, quorum })).index).toBe(3);
  });

  it("says the same from a bundle elsewhere, run after run, and replaces nothing of another", async () => {
    using folder = tempFolder();
    const { stage, tip, out } = await covered(folder.path);
    await exported(stage, tip, out);
    const again = await exported(stage, tip, out);
    expect(member(again.json, "files")).toMatchObject([
      { outcome: "present" },
      { outcome: "present" },
      { outcome: "present" },
    ]);
    const bundle = join(folder.path, "log.bundle");
    await done(stage.run("bundle", "-o", bundle));
    const root = join(stage.home, "root.json");
    const elsewhere = join(folder.path, "elsewhere");
    const args = ["export", ...asked(stage, tip, elsewhere), "--root", root, "--bundle", bundle];
    await done(runCli(args, { home: join(folder.path, "nobody") }));
    await done(runCli(args, { home: join(folder.path, "nobody") }));
    writeFileSync(join(elsewhere, "decision-3.tlog-proof"), "mine\n");
    expect(await runCli([...args, "--json"], { home: join(folder.path, "nobody") })).toMatchObject({
      exit: 2,
      json: { code: "usage.exists" },
    });
    expect(readFileSync(join(elsewhere, "decision-3.tlog-proof"), "utf8")).toBe("mine\n");
  });

  it("signs the summary with a gate's key, over the bytes of the bare statement", async () => {
    using folder = tempFolder();
    const { stage, tip, out } = await covered(folder.path);
    await exported(stage, tip, out);
    const file = join(folder.path, "gate.key");
    const { text } = await generateMachineKey(file);
    const signed = join(folder.path, "signed");
    await exported(stage, tip, signed, "--key", file);
    const envelope = parseEnvelope(readFileSync(join(signed, "source-vsa.dsse.json")).subarray(0, -1));
    const keys = [parseMachineKey(text)];
    const { payload } = verifyMachineSignature(nodeCrypto, {
      envelope,
      payloadType: "application/vnd.in-toto+json",
      keys,
    });
    expect(`${Buffer.from(payload).toString()}\n`).toBe(readFileSync(join(out, "source-vsa.json"), "utf8"));
    expect(await stage.run("export", ...asked(stage, tip, out), "--key", file, "--json")).toMatchObject({
      exit: 2,
      json: { code: "usage.exists" },
    });
  });

  it("answers as the gate does and writes nothing where the gate does not allow", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const tip = stage.repo.commit({ files: TWO, parents: [stage.c0] });
    const out = join(folder.path, "out");
    expect(await stage.run("export", ...asked(stage, tip, out), "--json")).toMatchObject({
      exit: 4,
      json: { decision: "deny", code: "gate.residual" },
    });
    expect(() => readdirSync(out)).toThrow("ENOENT");
  });

  it("claims no review in an environment that requires none", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path, {
      edits: [["environments:\n", "environments:\n  - {id: staging, requires: []}\n"]],
    });
    const args = [
      "--repo",
      stage.repo.path,
      "--commit",
      stage.c0,
      "--env",
      "staging",
      "--out",
      join(folder.path, "out"),
    ];
    expect(await stage.run("export", ...args, "--json")).toMatchObject({
      exit: 4,
      json: { code: "gate.nothing-required" },
    });
  });

  it.each([
    [["--root", "root.json"], "usage.missing"],
    [["--verifier", "me"], "usage.verifier"],
    [["--key", "nowhere"], "keys.missing"],
  ])("refuses %j as %s", async (options, code) => {
    using folder = tempFolder();
    const { stage, tip, out } = await covered(folder.path);
    expect(await stage.run("export", ...asked(stage, tip, out), ...options, "--json")).toMatchObject({
      exit: 2,
      json: { code },
    });
  });
});

describe("H15: the two-party level", () => {
  it("H15: is claimed where two people without a part in the content approved every file", async () => {
    using folder = tempFolder();
    const { stage, tip, out } = await covered(folder.path, TWO_PARTY, ["dana", "nils"]);
    const { json } = await exported(stage, tip, out);
    expect(json).toMatchObject({
      verifiedLevels: ["ORG_SOURCE_COUNTERSIGN_REVIEWED", "SLSA_SOURCE_LEVEL_4"],
      twoPartyGaps: [],
    });
  });

  it.each<[string, NonNullable<StageOptions["edits"]>, string]>([
    ["one reviewer suffices", [TWO_PARTY[1] ?? ["", ""]], "does not ask two different people"],
    ["a folder is out of scope", [TWO_PARTY[0] ?? ["", ""]], "out of scope"],
    [
      "the second reviewer sees a part only",
      [...TWO_PARTY, ['{id: data-flow, paths: ["**"]', '{id: data-flow, paths: ["ranker/**"]']],
      "does not ask two different people",
    ],
    ["an author may be unknown", [...TWO_PARTY, ["{unresolved: deny", "{unresolved: allow"]], "may be unknown"],
    [
      "merges of unseen content count",
      [
        ...TWO_PARTY,
        ["role: data-guard, count: 1, coverage: [same-change]", "role: data-guard, count: 1, coverage: [clean-merge]"],
      ],
      "does not ask two different people",
    ],
  ])("H15: is not claimed where %s, though the gate allows", async (_what, edits, gap) => {
    using folder = tempFolder();
    const { stage, tip, out } = await covered(folder.path, edits, ["dana", "nils"]);
    const { exit, json } = await exported(stage, tip, out);
    expect([exit, member(json, "verifiedLevels")]).toEqual([0, ["ORG_SOURCE_COUNTERSIGN_REVIEWED"]]);
    expect(JSON.stringify(member(json, "twoPartyGaps"))).toContain(gap);
    expect(readFileSync(join(out, "source-vsa.json"), "utf8")).not.toContain("SLSA_SOURCE_LEVEL_4");
  });
});

/** A stage on which an approved change has landed. */
async function covered(folder: string, edits: StageOptions["edits"] = [], by: readonly ("dana" | "nils")[] = ["dana"]) {
  const stage = await openStage(folder, { edits });
  const head = stage.repo.commit({ files: TWO, ref: "refs/heads/one", parents: [stage.c0] });
  await stage.cover(head, { by });
  return { stage, tip: land(stage.repo, head, "squash"), out: join(folder, "out") };
}

function asked({ repo }: Stage, commit: string, out: string): readonly string[] {
  return ["--repo", repo.path, "--commit", commit, "--env", "production", "--out", out];
}

function exported(stage: Stage, commit: string, out: string, ...options: readonly string[]) {
  return done(stage.run("export", ...asked(stage, commit, out), ...options, "--json"));
}

function linesOf(file: string): readonly string[] {
  return readFileSync(file, "utf8").trimEnd().split("\n");
}

function sha256(text: string): string {
  return Buffer.from(nodeCrypto.sha256(Buffer.from(text))).toString("hex");
}

function kindOf(line: string): string {
  const payload = JSON.parse(Buffer.from(parseEnvelope(Buffer.from(line)).payload).toString());
  return String(payload.predicateType).split("/").at(-2) ?? "";
}
