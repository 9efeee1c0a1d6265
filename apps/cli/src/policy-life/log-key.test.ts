import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeCrypto } from "@countersign/crypto/node";
import { logKeyPath } from "@countersign/home";
import { WITNESS_KEYS } from "@countersign/home/folder";
import { tempFolder } from "@countersign/testkit";
import { addSignatures, cosign, parseCheckpoint, parseNote, parseSignerKey, signCheckpoint } from "@countersign/tlog";
import { describe, expect, it } from "vitest";
import { failed } from "../attacks/stage.testing.ts";
import { member } from "../desk.testing.ts";
import { done } from "../governed-home.testing.ts";
import { runCli } from "../run.testing.ts";
import { openLife, settled } from "./life.testing.ts";
import type { Life } from "./life.testing.ts";

async function nextKey({ run }: Life): Promise<string> {
  return String(member((await done(run("policy", "next-log-key", "--json"))).json, "next"));
}

/** Signs a bundle's checkpoint with another key of the log, all witnesses agreeing, and asks the gate. */
async function gateWithKey({ folder, home, repo }: Life, bundle: string, nth: number, commit: string) {
  const key = (path: string) => parseSignerKey(nodeCrypto, readFileSync(join(home, path), "utf8").trimEnd());
  const lines = readFileSync(bundle, "utf8").trimEnd().split("\n");
  const note = (JSON.parse(lines.at(-1) ?? "") as { checkpoint: string }).checkpoint;
  const checkpoint = parseCheckpoint(nodeCrypto, parseNote(note).text);
  const signed = signCheckpoint(nodeCrypto, checkpoint, key(logKeyPath(nth)));
  const witness = key(`${WITNESS_KEYS}/oracle-w.key`);
  const now = Math.floor(Date.now() / 1000);
  const forged = addSignatures(signed, cosign(nodeCrypto, parseNote(signed).text, witness, now));
  const file = join(folder, "forged.bundle");
  writeFileSync(file, [...lines.slice(0, -1), JSON.stringify({ checkpoint: forged })].join("\n") + "\n");
  const root = join(home, "root.json");
  const args = ["gate", "--repo", repo.path, "--commit", commit, "--env", "production", "--root", root];
  const { exit, json } = await runCli([...args, "--bundle", file, "--json"], { home: join(folder, "gate") });
  return { exit, decision: member(json, "decision"), code: member(json, "code"), residual: [] };
}

async function bundled({ run, folder }: Life, name: string): Promise<string> {
  const file = join(folder, name);
  await done(run("bundle", "-o", file));
  return file;
}

describe("the log's next key", () => {
  it("F9: gates follow it with the root that they have, and take neither key in the other's time", async () => {
    using folder = tempFolder();
    const life = await openLife(folder.path);
    const { c0, gate, amend } = life;
    const root = readFileSync(join(life.home, "root.json"));
    const key = await nextKey(life);
    const before = await bundled(life, "before.bundle");
    expect(await gateWithKey(life, before, 1, c0)).toMatchObject({ exit: 0, code: "gate.allowed" });
    expect(await gateWithKey(life, before, 2, c0)).toEqual(failed("log.key"));
    await amend(["log.key", key]);
    expect(await gate(c0)).toEqual(settled());
    const after = await bundled(life, "after.bundle");
    expect(await gateWithKey(life, after, 2, c0)).toMatchObject({ exit: 0, code: "gate.allowed" });
    expect(await gateWithKey(life, after, 1, c0)).toEqual(failed("log.key"));
    expect(readFileSync(join(life.home, "root.json"))).toEqual(root);
  });

  it("signs everything that comes after it, and the next one after that", async () => {
    using folder = tempFolder();
    const life = await openLife(folder.path);
    const { repo, cover, gate, amend } = life;
    const land = async (content: string) => {
      const head = repo.commit({ files: { "ranker/score.py": content } });
      await cover(head, { base: repo.id(`${head}^`) });
      expect(await gate(head)).toMatchObject({ code: "gate.allowed", exit: 0 });
    };
    await amend(["log.key", await nextKey(life)]);
    await land("two\n");
    await amend(["log.key", await nextKey(life)]);
    await land("three\n");
    expect(readdirSync(join(life.home, "keys")).toSorted()).toEqual(
      ["log-2.key", "log-3.key", "log.key", "service.key", "witnesses"].toSorted(),
    );
    const audit = await life.run("audit", "--log", life.home, "--root", join(life.home, "root.json"), "--json");
    expect(audit).toMatchObject({ exit: 0, json: { ok: true } });
    expect(await life.run("proof", "0", "-o", join(folder.path, "leaf.tlog-proof"))).toMatchObject({ exit: 0 });
  });

  it("is made once, and again only when the policy names it", async () => {
    using folder = tempFolder();
    const life = await openLife(folder.path);
    const first = await life.run("policy", "next-log-key", "--json");
    const again = await life.run("policy", "next-log-key", "--json");
    expect(first).toMatchObject({ exit: 0, json: { made: true } });
    expect(again).toMatchObject({ exit: 0, json: { made: false, next: member(first.json, "next") } });
    await life.amend(["log.key", member(first.json, "next") ?? ""]);
    const second = await life.run("policy", "next-log-key", "--json");
    expect(second).toMatchObject({ json: { made: true, key: member(first.json, "next") } });
  });

  it("needs a policy in force, since version 1 names the first key", async () => {
    using folder = tempFolder();
    const home = join(folder.path, "home");
    await done(runCli(["init", "--origin", "log.acme.example/feed"], { home }));
    const answer = await runCli(["policy", "next-log-key", "--json"], { home });
    expect(answer).toMatchObject({ exit: 6, json: { code: "policy.missing" } });
  });

  it("F9: no version can name a key that this home does not have", async () => {
    using folder = tempFolder();
    const life = await openLife(folder.path);
    const other = join(folder.path, "other");
    const { json } = await runCli(["init", "--origin", "log.acme.example/feed", "--json"], { home: other });
    const file = life.draft(["log.key", member(json, "key") ?? ""]);
    await life.sign(file, "olga", "dana", "nils");
    expect(await life.publish(file)).toMatchObject({ exit: 6, json: { code: "policy.foreign-log" } });
  });

  it("that got lost is asked for by name, and nothing is signed with the old one", async () => {
    using folder = tempFolder();
    const life = await openLife(folder.path);
    const key = await nextKey(life);
    await life.amend(["log.key", key]);
    rmSync(join(life.home, logKeyPath(2)));
    expect(existsSync(join(life.home, logKeyPath(1)))).toBe(true);
    const answer = await life.run("bundle", "-o", join(folder.path, "x.bundle"), "--json");
    expect(answer.exit).not.toBe(0);
    expect(existsSync(join(folder.path, "x.bundle"))).toBe(false);
    expect(member(answer.json, "code")).toBe("keys.log");
  });
});

describe("a version that waits for its quorum", () => {
  it("F13: changes nothing for gates until then, and the earlier key and quorum keep the log fresh", async () => {
    using folder = tempFolder();
    const life = await openLife(folder.path);
    const { c0, gate, run, home } = life;
    const elsewhere = join(folder.path, "nordsec");
    const made = await runCli(["init", "--origin", "x.example", "--witness", "nord-w", "--json"], { home: elsewhere });
    const [witness] = member(made.json, "witnesses") as { key: string }[];
    const answer = await life.amend(
      ["log.key", await nextKey(life)],
      ["log.witnesses.1", { name: "nord-w", organisation: "nordsec", key: witness?.key ?? "" }],
      ["log.quorum", { all: ["oracle-w", "nord-w"] }],
    );
    expect(answer.json).toMatchObject({ published: false, waitingFor: ["nord-w"] });
    expect(await gate(c0)).toEqual(settled());
    const asked = await life.askGate(c0);
    expect(member(member(asked.json, "policy"), "version")).toBe(1);
    await done(run("cosign", "--key", join(elsewhere, WITNESS_KEYS, "nord-w.key")));
    const followed = await life.askGate(c0);
    expect(member(member(followed.json, "policy"), "version")).toBe(2);
    expect(followed.exit).toBe(0);
    expect(existsSync(join(home, logKeyPath(2)))).toBe(true);
  });
});
