import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateMachineKey, loadMachineKey } from "@countersign/adapters/keys";
import {
  IN_TOTO_PAYLOAD_TYPE,
  formatCanonical,
  parseCanonical,
  parseEnvelope,
  signEnvelope,
} from "@countersign/attest";
import type { JsonObject } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { member } from "../desk.testing.ts";
import { land } from "./landing.testing.ts";
import { openRecordsStage, said } from "./records.testing.ts";
import type { RecordsStage } from "./records.testing.ts";
import { written } from "./resign.testing.ts";

const IMAGE = `sha256:${"1".repeat(64)}`;
const OTHER_IMAGE = `sha256:${"2".repeat(64)}`;

/** A covered commit that has landed on main. */
async function coveredCommit({ repo, c0, cover }: RecordsStage): Promise<string> {
  const h = repo.commit({
    files: { "ranker/score.py": "def score(post):\n    return 2\n" },
    ref: "refs/heads/h",
    parents: [c0],
  });
  await cover(h);
  return land(repo, h, "fast-forward", c0);
}

/** Edits members of the predicate of a verdict and has a gate key sign what came of it. */
async function signedAnew(file: string, keyFile: string, edits: JsonObject): Promise<string> {
  const { payload } = parseEnvelope(readFileSync(file));
  const statement = parseCanonical(payload, "statement") as JsonObject;
  const predicate = { ...(member(statement, "predicate") as JsonObject), ...edits };
  const { seed } = await loadMachineKey(keyFile);
  const edited = formatCanonical({ ...statement, predicate });
  const signing = { seed, keyid: "", payloadType: IN_TOTO_PAYLOAD_TYPE, payload: edited };
  return written(`${file}.anew`, signEnvelope(nodeCrypto, signing));
}

const refusal = (...codes: readonly string[]) => ({
  exit: 4,
  json: { decision: "deny", code: codes[0], reasons: codes.map((code) => ({ code })) },
});

describe("group 8: signed verdicts", () => {
  it("H11: a signed, unexpired allow for exactly what is asked is taken, by the policy's keys and by a pinned one", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const commit = await coveredCommit(stage);
    const file = await stage.signedVerdict(commit, "build-42", "--artifact", IMAGE);
    const asked = ["--artifact", IMAGE, "--request", "build-42"];
    const allow = { exit: 0, json: { decision: "allow", code: "gate.allowed", reasons: [] } };
    expect(await stage.checkVerdict(file, commit, ...asked)).toMatchObject(allow);
    const log = ["--root", join(stage.home, "root.json"), "--bundle", join(folder.path, "log.bundle")];
    expect(await stage.checkVerdict(file, commit, ...asked, ...log)).toMatchObject(allow);
    expect(await stage.checkVerdict(file, commit, ...asked, ...log.slice(0, 2))).toMatchObject(allow);
    const place = ["--repository", "local:feed", "--ref", "refs/heads/main"];
    const pinned = ["--gate-key", stage.gateKeyText, ...place];
    expect(await stage.checkVerdict(file, commit, ...asked, ...pinned)).toMatchObject(allow);
  });

  it("A5: presented for another commit, environment or artifact, it is for something else", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const commit = await coveredCommit(stage);
    const file = await stage.signedVerdict(commit, "build-42", "--artifact", IMAGE);
    const check = (asked: string, ...options: readonly string[]) => stage.checkVerdict(file, asked, ...options);
    expect(await check(stage.c0, "--artifact", IMAGE)).toMatchObject(refusal("gate.verdict-subject"));
    expect(await check(commit, "--artifact", OTHER_IMAGE)).toMatchObject(
      refusal("gate.verdict-subject", "gate.verdict-artifact"),
    );
    expect(await check(commit)).toMatchObject(refusal("gate.verdict-subject", "gate.verdict-artifact"));
    const pinned = ["--gate-key", stage.gateKeyText, "--artifact", IMAGE];
    const place = (repository: string, ref: string) => ["--repository", repository, "--ref", ref];
    expect(await check(commit, ...pinned, ...place("local:feed", "refs/heads/main"), "--env", "staging")).toMatchObject(
      refusal("gate.verdict-subject", "gate.verdict-environment"),
    );
    for (const [repository, ref] of [
      ["local:fork", "refs/heads/main"],
      ["local:feed", "refs/heads/release"],
    ] as const)
      expect(await check(commit, ...pinned, ...place(repository, ref))).toMatchObject(refusal("gate.verdict-subject"));
  });

  it("H11: the answer to another request is none", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const commit = await coveredCommit(stage);
    const file = await stage.signedVerdict(commit, "build-42");
    expect(await stage.checkVerdict(file, commit, "--request", "build-43")).toMatchObject(
      refusal("gate.verdict-request"),
    );
  });

  it("H11: what is pending or denied is signed as well, and allows nothing", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const commit = stage.repo.commit({ files: { "ranker/score.py": "def score(post):\n    return 3\n" } });
    const denied = await stage.signedVerdict(commit, "build-1");
    expect(await stage.checkVerdict(denied, commit)).toMatchObject(refusal("gate.verdict-decision"));
    await stage.capture(commit, { base: stage.c0 });
    const pending = await stage.signedVerdict(commit, "build-2");
    const answer = await stage.checkVerdict(pending, commit);
    expect(answer).toMatchObject(refusal("gate.verdict-decision"));
    expect(said(answer, "verdict")).toMatchObject({ decision: "pending", code: "decision.missing" });
  });

  it("H11: an allow under a code that does not allow is none, nor is one that has run out", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const commit = await coveredCommit(stage);
    const file = await stage.signedVerdict(commit, "build-42");
    const odd = await signedAnew(file, stage.gateKey, { code: "gate.residual" });
    expect(await stage.checkVerdict(odd, commit)).toMatchObject(refusal("gate.verdict-decision"));
    const old = await signedAnew(file, stage.gateKey, { validUntil: "2026-01-01T00:00:00Z" });
    expect(await stage.checkVerdict(old, commit)).toMatchObject(refusal("gate.verdict-expired"));
  });

  it("H11: another key, an altered payload and no signature convince nobody", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const commit = await coveredCommit(stage);
    const file = await stage.signedVerdict(commit, "build-42");
    const stranger = join(folder.path, "gate-keys", "stranger.key");
    await generateMachineKey(stranger);
    const signature = { exit: 4, json: { decision: "deny", code: "gate.verdict-signature" } };
    expect(await stage.checkVerdict(await signedAnew(file, stranger, {}), commit)).toMatchObject(signature);
    const envelope = parseEnvelope(readFileSync(file));
    const text = new TextDecoder().decode(envelope.payload).replace("build-42", "build-43");
    const altered = written(`${file}.altered`, { ...envelope, payload: new TextEncoder().encode(text) });
    expect(await stage.checkVerdict(altered, commit)).toMatchObject(signature);
    const bare = join(folder.path, "bare.json");
    writeFileSync(bare, readFileSync(file, "utf8").replace(/"signatures":\[.*\]/, '"signatures":[]'));
    expect(await stage.checkVerdict(bare, commit)).toMatchObject({ exit: 6 });
  });

  it("H11: a decision that is spelled otherwise is no decision", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const commit = await coveredCommit(stage);
    const file = await stage.signedVerdict(commit, "build-42");
    for (const decision of ["true", "ALLOW", "allow ", true])
      expect(await stage.checkVerdict(await signedAnew(file, stage.gateKey, { decision }), commit)).toMatchObject({
        exit: 6,
        json: { code: "statement.decision" },
      });
  });

  it("H11: a gate signs only for its environments, and no other machine signs for it", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path, {
      edits: [["environments:\n", "environments:\n  - {id: staging, requires: []}\n"]],
    });
    const file = join(folder.path, "verdict.json");
    const log = ["--root", join(stage.home, "root.json"), "--bundle", join(folder.path, "log.bundle")];
    const asked = ["gate", "--repo", stage.repo.path, "--commit", stage.c0, "--verdict", file, ...log, "--json"];
    const ask = (key: string, env: string) => stage.run(...asked, "--env", env, "--key", key);
    await stage.gate(stage.c0);
    expect(await ask(stage.gateKey, "staging")).toMatchObject({ exit: 6, json: { code: "statement.environment" } });
    expect(await ask(join(stage.home, "keys/service.key"), "production")).toMatchObject({
      exit: 6,
      json: { code: "attest.key-use" },
    });
    expect(() => readFileSync(file)).toThrow("ENOENT");
    expect(await ask(stage.gateKey, "production")).toMatchObject({
      exit: 0,
      json: { code: "gate.allowed", artifact: null },
    });
  });

  it("H11: a verdict never outlives the approval or the break-glass that it rests on", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const { repo, c0, capture, say, signedVerdict, breakGlass } = stage;
    const h = repo.commit({
      files: { "ranker/score.py": "def score(post):\n    return 2\n" },
      ref: "refs/heads/h",
      parents: [c0],
    });
    const { change } = await capture(h);
    const approved = await say("approve", change, "dana", "--expires", "PT10M");
    expect(approved.exit).toBe(0);
    const soon = validUntil(await signedVerdict(land(repo, h, "squash", c0), "r1"));
    expect(soon - Date.now()).toBeLessThanOrEqual(600_000);
    expect(soon - Date.now()).toBeGreaterThan(300_000);
    const x = repo.commit({ files: { "ui/list.ts": "export const list = [1];\n" } });
    await breakGlass(x, "--for", "PT20M");
    const emergency = validUntil(await signedVerdict(x, "r2"));
    expect(emergency - Date.now()).toBeLessThanOrEqual(1_200_000);
    const usual = validUntil(await signedVerdict(c0, "r3"));
    expect(usual - Date.now()).toBeGreaterThan(3_000_000);
    expect(usual - Date.now()).toBeLessThanOrEqual(3_600_000);
  });

  it("H18: an artifact is named by its digest alone", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    await stage.gate(stage.c0);
    const log = ["--root", join(stage.home, "root.json"), "--bundle", join(folder.path, "log.bundle"), "--json"];
    const asked = ["gate", "--repo", stage.repo.path, "--commit", stage.c0, "--env", "production"];
    const answer = await stage.run(...asked, "--artifact", "feed:latest", ...log);
    expect(answer).toMatchObject({ exit: 4, json: { decision: "deny", code: "artifact.not-digest" } });
  });
});

function validUntil(file: string): number {
  const statement = parseCanonical(parseEnvelope(readFileSync(file)).payload, "statement");
  return Date.parse(String(member(member(statement, "predicate"), "validUntil")));
}
