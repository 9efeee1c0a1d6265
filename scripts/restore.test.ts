import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { gitHistory, tempFolder } from "@countersign/testkit";
import { parseNote } from "@countersign/tlog";
import { describe, expect, it } from "vitest";
import { distantLog } from "../apps/witness/src/distant-log.testing.ts";
import { runWitness, startWitness } from "../apps/witness/src/witness-process.testing.ts";
import { CHECKOUT, blocksAfter, ended, runBlocks } from "./operating-pages.testing.ts";

const BACK_UP = blocksAfter("restore.md", "## Backing up a home");
const PUT_BACK = blocksAfter("restore.md", "**1. Put the newest copy in place**");
const ASK = blocksAfter("restore.md", "**2. Ask every witness what it has seen.**");
const FETCH_BACK = blocksAfter("restore.md", "**3. Get back the leaves that are missing**");
const BELIEVE_NOBODY = blocksAfter("restore.md", "**4. Believe nobody.**");
const SET_ASIDE = blocksAfter("restore.md", "## `log.behind-witness`");

describe("docs/operating/restore.md", { timeout: 240_000 }, () => {
  it("F22: a copy made in its order while the log grows is a whole log", async () => {
    await using operator = await operated();
    const over = new AbortController();
    const growing = (async () => {
      let grown = 0;
      for (; !over.signal.aborted; grown += 1) await operator.captureMeanwhile(`meanwhile ${grown}`);
      return grown;
    })();
    const copies = [];
    for (let round = 0; round < 5; round += 1) copies.push(await operator.backUp(`backups-${round}`));
    over.abort();
    expect(await growing).toBeGreaterThan(1);
    for (const copy of copies) {
      expect(existsSync(join(copy, ".lock"))).toBe(false);
      expect(await operator.run("audit", "--log", copy, "--root", join(copy, "root.json"))).toMatchObject({
        status: 0,
      });
    }
  });

  it("a copy of a service's home has nobody's session, and no PostgreSQL that runs", async () => {
    await using operator = await operated();
    for (const name of ["postgres", ".sessions", "service"]) {
      mkdirSync(join(operator.home, name));
      writeFileSync(join(operator.home, name, "left-out"), name);
    }
    const copy = await operator.backUp("backups");
    expect(filesIn(copy).filter((name) => name.endsWith("left-out"))).toEqual([]);
    expect(existsSync(join(copy, "log/checkpoint"))).toBe(true);
  });

  it("F23: a log that lost its disk gets the newest copy, then from a mirror what its witness has seen, and goes on", async () => {
    await using operator = await operated();
    const backup = await operator.backUp("backups");
    for (const text of ["one", "two"]) await operator.capture(text);
    const mirror = operator.mirror();
    await operator.blocks(PUT_BACK, { BACKUP: backup });
    expect((await operator.blocks(ASK)).stdout).toBe("here: 2 leaves, seen by the witness: 4\n");
    await operator.blocks(FETCH_BACK, { MIRROR: mirror });
    await operator.blocks(BELIEVE_NOBODY);
    await operator.capture("three");
    expect(operator.published()).toMatchObject({ size: 5, signers: ["log.acme.example/feed", "oracle-w"] });
    expect(await operator.capture("one")).toMatchObject({ leaf: { index: 2 } });
  });

  it("F23: a log that was set back and went on unnoticed is stopped, and mended from a mirror without what it refused", async () => {
    await using operator = await operated();
    const backup = await operator.backUp("backups");
    await operator.capture("one");
    const mirror = operator.mirror();
    await operator.blocks(PUT_BACK, { BACKUP: backup });
    expect(await operator.tryCapture("another")).toMatchObject({
      status: 6,
      stderr: expect.stringContaining("log.behind-witness"),
    });
    // The unit does not start it again: 6 is for people.
    const serve = await operator.run("serve", "--log-only", "--listen", "127.0.0.1:0");
    expect(serve).toMatchObject({ status: 6, stderr: expect.stringContaining("log.behind-witness") });
    await operator.blocks(SET_ASIDE);
    await operator.blocks(FETCH_BACK, { MIRROR: mirror });
    await operator.blocks(BELIEVE_NOBODY);
    expect(await operator.capture("another")).toMatchObject({ leaf: { index: 3 } });
    expect(operator.published()).toMatchObject({ size: 4, signers: ["log.acme.example/feed", "oracle-w"] });
  });

  it("F23: what a mirror gives is not believed: with other evidence the log is not started", async () => {
    await using operator = await operated();
    const backup = await operator.backUp("backups");
    await operator.capture("one");
    const mirror = operator.mirror();
    const [piece = ""] = filesIn(join(mirror, "evidence")).filter(
      (name) => !existsSync(join(backup, "evidence", name)),
    );
    writeFileSync(join(mirror, "evidence", piece), "something else");
    await operator.blocks(PUT_BACK, { BACKUP: backup });
    await operator.blocks(FETCH_BACK, { MIRROR: mirror });
    expect(await operator.tryBlocks(BELIEVE_NOBODY)).toMatchObject({
      status: 6,
      stdout: expect.stringMatching(/FINDINGS[^]*leaf 2 {2}bundle\.evidence-/),
    });
  });

  it("F23: a witness that is gone is replaced by a version of the policy, which needs no word of it", async () => {
    await using operator = await operated();
    await operator.witness.end("SIGKILL");
    rmSync(operator.witnessDir, { recursive: true });
    expect(await operator.tryCapture("waits")).toMatchObject({ status: 0 });
    expect(operator.published().size).toBe(2);
    await using successor = await operator.begin("oracle-w2");
    await operator.amend((policy) =>
      policy
        .replace("version: 1", "version: 2")
        .replace(
          /\{name: oracle-w,.*\}/,
          `{name: oracle-w2, organisation: oracle, key: "${successor.key}", url: "${successor.url}"}`,
        )
        .replace("all: [oracle-w]", "all: [oracle-w2]"),
    );
    expect(operator.published()).toMatchObject({ size: 4, signers: ["log.acme.example/feed", "oracle-w2"] });
    await operator.capture("after");
    await operator.audit();
  });

  it("F23: a witness that was put back from a copy cosigns a second history, which is why none ever is", async () => {
    await using operator = await operated();
    const [home, witness] = [`${operator.home}.copy`, `${operator.witnessDir}.copy`];
    cpSync(operator.home, home, { recursive: true });
    await operator.witness.end("SIGTERM");
    cpSync(operator.witnessDir, witness, { recursive: true });
    const second = await operator.restartWitness();
    await operator.capture("one");
    const first = operator.published();
    await second.end("SIGTERM");
    for (const [folder, copy] of [[operator.home, home] as const, [operator.witnessDir, witness] as const]) {
      renameSync(folder, `${folder}.first`);
      renameSync(copy, folder);
    }
    await using _third = await operator.restartWitness();
    await operator.capture("another");
    const other = operator.published();
    expect([other.size, other.signers]).toEqual([first.size, first.signers]);
    expect(other.root).not.toBe(first.root);
  });
});

const BY_OLGA = {
  author: "Olga <olga@acme.example>",
  committer: "Olga <olga@acme.example>",
  ref: "refs/heads/tune",
} as const;

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
}

/** A home with policy and baseline, a witness of another organisation in a process of its own, and a repository. */
async function operated() {
  const folder = tempFolder();
  const at = (name: string) => join(folder.path, name);
  const log = await distantLog(folder.path);
  const begin = async (name: string, port = 0) => {
    const key = runWitness("init", "--dir", at(name), "--name", name).stdout.trim();
    runWitness("add-log", "--dir", at(name), "--key", log.logKey);
    const process = await startWitness(at(name), port);
    return { key, name, url: process.url, end: process.end, [Symbol.asyncDispose]: process[Symbol.asyncDispose] };
  };
  const witness = await begin("oracle-w");
  const port = Number(new URL(witness.url).port);
  expect(await log.publish([witness])).toMatchObject({ status: 0 });
  expect(await log.baseline()).toMatchObject({ status: 0 });
  const feed = gitHistory(at("feed"));
  const base = feed.id("refs/heads/main");
  const heads = new Map<string, string>();
  const captureCall = (text: string) => {
    const head = heads.get(text) ?? feed.commit({ ...BY_OLGA, files: { "score.py": `${text}\n` }, parents: [base] });
    heads.set(text, head);
    return ["capture", "--repo", "feed", "--base", base, "--head", head];
  };
  const tryBlocks = (script: string, more: Readonly<Record<string, string>> = {}) =>
    runBlocks(script, folder.path, { COUNTERSIGN_HOME: log.home, WITNESS: witness.url, ...more });
  const blocks: typeof tryBlocks = async (script, more) => {
    const said = await tryBlocks(script, more);
    expect(said).toMatchObject({ status: 0, stderr: "" });
    return said;
  };
  return {
    ...log,
    begin,
    blocks,
    tryBlocks,
    witness,
    witnessDir: at("oracle-w"),
    restartWitness: () => startWitness(at("oracle-w"), port),
    capture: async (text: string) => log.json(...captureCall(text)),
    tryCapture: async (text: string) => log.run(...captureCall(text)),
    /** Captures in a process beside this one. */
    async captureMeanwhile(text: string) {
      const env = { ...process.env, COUNTERSIGN_HOME: log.home };
      const command = join(CHECKOUT, "apps/cli/bin/countersign");
      const child = spawn(command, captureCall(text), { cwd: folder.path, env, stdio: ["ignore", "ignore", "pipe"] });
      expect(await ended(child)).toMatchObject({ status: 0 });
    },
    async backUp(name: string) {
      mkdirSync(at(name));
      await blocks(BACK_UP, { BACKUPS: at(name) });
      return join(at(name), readdirSync(at(name))[0] ?? "");
    },
    /** What a mirror keeps of the log as it is now. */
    mirror() {
      for (const part of ["log", "evidence"])
        cpSync(join(log.home, part), join(at("mirror"), part), { recursive: true });
      return at("mirror");
    },
    async amend(edit: (policy: string) => string) {
      writeFileSync(at("policy-2.yaml"), edit(readFileSync(at("policy.yaml"), "utf8")));
      for (const person of ["olga", "dana", "nils"])
        expect(await log.run("policy", "sign", "policy-2.yaml", "--key", person)).toMatchObject({ status: 0 });
      expect(await log.run("policy", "publish", "policy-2.yaml")).toMatchObject({ status: 0 });
    },
    audit: async () =>
      expect(await log.run("audit", "--log", log.home, "--root", join(log.home, "root.json"))).toMatchObject({
        status: 0,
      }),
    published() {
      const { text, signatures } = parseNote(readFileSync(join(log.home, "log/checkpoint")));
      const [, size, root] = text.split("\n");
      return { size: Number(size), root, signers: signatures.map(({ name }) => name) };
    },
    async [Symbol.asyncDispose]() {
      await witness[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}
