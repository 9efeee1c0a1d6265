import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeCrypto } from "@countersign/crypto/node";
import { tempFolder } from "@countersign/testkit";
import { addSignatures, openCheckpoint, parseVerifierKey, parseWitnessSize } from "@countersign/tlog";
import { describe, expect, it } from "vitest";
import { grownLog } from "./grown-log.testing.ts";
import { runWitness, startWitness } from "./witness-process.testing.ts";

const ORIGIN = "log.example/feed";
const NAME = "witness.oracle.example/w1";
const log = grownLog(ORIGIN, 300);
const other = grownLog(ORIGIN, 300, "two");
const stranger = grownLog("log.example/other", 3);
const HASH = createHash("sha256").update(ORIGIN).digest("hex");

/** A folder with a key and the log. */
function readyFolder() {
  const folder = tempFolder();
  const dir = join(folder.path, "w");
  const key = runWitness("init", "--dir", dir, "--name", NAME).stdout.trim();
  const logKey = `${log.key.name}+${log.key.id.toString(16).padStart(8, "0")}+${Buffer.from([1, ...log.key.publicKey]).toString("base64")}`;
  expect(runWitness("add-log", "--dir", dir, "--key", logKey)).toMatchObject({ status: 0 });
  return { dir, key: parseVerifierKey(nodeCrypto, key), logKey, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

describe("a witness that serves", () => {
  it("cosigns what grew, says what it cosigned, and goes on from there after a restart", async () => {
    using ready = readyFolder();
    const { dir, key } = ready;
    {
      await using witness = await startWitness(dir);
      expect(await witness.add(log.request(0, 7))).toMatchObject({ status: 200 });
      const answer = await witness.add(log.request(7, 20));
      const note = addSignatures(log.note(20), answer.body);
      const trust = { origin: ORIGIN, logKey: log.key, witnesses: [{ name: "w1", key }], quorum: { all: ["w1"] } };
      const opened = openCheckpoint(nodeCrypto, note, trust);
      expect(Math.abs((opened.time ?? 0) - Date.now() / 1000)).toBeLessThan(300);
      const served = await fetch(`${witness.url}/logs/${HASH}/checkpoint`);
      expect(await served.text()).toBe(note);
      const status = await (await fetch(witness.url)).json();
      expect(status).toMatchObject({ name: NAME, logs: [{ origin: ORIGIN, size: 20, time: opened.time }] });
      expect(await witness.end("SIGTERM")).toBe(0);
    }
    await using witness = await startWitness(dir);
    expect(await witness.add(log.request(7, 21))).toMatchObject({ status: 409, body: "20\n" });
    expect(await witness.add(log.request(20, 21))).toMatchObject({ status: 200 });
  });

  it("answers with the statuses and types of the specification", async () => {
    using ready = readyFolder();
    await using witness = await startWitness(ready.dir);
    expect(await witness.add(log.request(0, 20))).toMatchObject({ status: 200, type: "text/plain; charset=utf-8" });
    expect(await witness.add("old 20\n")).toMatchObject({ status: 400 });
    expect(await witness.add(new Uint8Array([0xff]))).toMatchObject({ status: 400 });
    expect(await witness.add(log.request(20, 7).replace("old 20", "old 21"))).toMatchObject({ status: 400 });
    expect(await witness.add(stranger.request(0, 3))).toMatchObject({ status: 404 });
    expect(await witness.add(log.request(20, 30).replace(/\n30\n/, "\n31\n"))).toMatchObject({ status: 403 });
    const conflict = await witness.add(log.request(0, 30));
    expect(conflict).toMatchObject({ status: 409, type: "text/x.tlog.size" });
    expect(parseWitnessSize(conflict.body)).toBe(20);
    expect(await witness.add(other.request(20, 30))).toMatchObject({ status: 422 });
    expect(await witness.add("x".repeat(1_100_000))).toMatchObject({ status: 413 });
    expect((await fetch(`${witness.url}/add-checkpoint`)).status).toBe(405);
    expect((await fetch(`${witness.url}/`, { method: "DELETE" })).status).toBe(405);
    expect((await fetch(`${witness.url}/logs/${"0".repeat(64)}/checkpoint`)).status).toBe(404);
    expect(await witness.add(log.request(20, 30))).toMatchObject({ status: 200 });
  });

  it("takes records only for a log that it mirrors, and shows alarms of none without one", async () => {
    using ready = readyFolder();
    await using witness = await startWitness(ready.dir);
    const posted = await fetch(`${witness.url}/records`, { method: "POST", body: "{}" });
    expect([posted.status, await posted.json()]).toMatchObject([422, { code: "witness.no-mirror" }]);
    expect((await fetch(`${witness.url}/records`)).status).toBe(405);
    expect((await fetch(`${witness.url}/logs/${HASH}/tile/entries/000.p/1`)).status).toBe(404);
    expect(await (await fetch(`${witness.url}/status.json`)).json()).toEqual({ ok: true, logs: [] });
    expect(await (await fetch(`${witness.url}/status`)).text()).toContain("No alarm stands");
    await witness.end("SIGTERM");
    expect(runWitness("serve", "--dir", ready.dir, "--repo", "a=/b")).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^usage\.followed: /),
    });
  });

  it("F12: keeps both notes of a log that signed two trees of one size, and cosigns neither further", async () => {
    using ready = readyFolder();
    await using witness = await startWitness(ready.dir);
    await witness.add(log.request(0, 20));
    expect(await witness.add(other.request(20, 20))).toMatchObject({ status: 409, body: "20\n" });
    expect(await witness.add(other.request(20, 25))).toMatchObject({ status: 422 });
    const forks = join(ready.dir, "logs", HASH, "forks");
    const [proof = ""] = readdirSync(forks);
    expect(readFileSync(join(forks, proof, "other"), "utf8")).toBe(other.note(20));
    expect(readFileSync(join(forks, proof, "cosigned"), "utf8").startsWith(log.note(20))).toBe(true);
    expect(witness.events).toContainEqual(expect.objectContaining({ event: "fork", alarm: "log.fork", size: 20 }));
    expect(await witness.add(log.request(20, 25))).toMatchObject({ status: 200 });
  });

  it("F22: of requests that come at once from one size, cosigns one", async () => {
    using ready = readyFolder();
    await using witness = await startWitness(ready.dir);
    await witness.add(log.request(0, 20));
    const sizes = Array.from({ length: 24 }, (_, at) => 21 + at);
    const answers = await Promise.all(sizes.map((size) => witness.add(log.request(20, size))));
    const won = sizes.filter((_, at) => answers[at]?.status === 200);
    expect(won).toHaveLength(1);
    const rest = answers.filter(({ status }) => status !== 200);
    expect(new Set(rest.map(({ status, body }) => `${status} ${body}`))).toEqual(new Set([`409 ${won[0]}\n`]));
  });

  it("F22: killed at any time, has seen at least what it cosigned", async () => {
    using ready = readyFolder();
    let size = 0;
    for (let round = 0; round < 6; round++) {
      await using witness = await startWitness(ready.dir);
      const found = await witness.add(log.request(0, 1));
      if (round > 0) expect(parseWitnessSize(found.body)).toBeGreaterThanOrEqual(size);
      size = round === 0 ? 1 : parseWitnessSize(found.body);
      const first = size;
      for (;;) {
        const answer = await witness.add(log.request(size, size + 1)).catch(() => undefined);
        if (answer === undefined || size > 290) break;
        expect(answer.status).toBe(200);
        size += 1;
        if (size === first + 3 + round) setTimeout(() => void witness.end("SIGKILL"), round);
      }
      await witness.end("SIGKILL");
    }
    expect(size).toBeGreaterThan(6);
  });

  it("refuses to begin with a checkpoint that it never cosigned, and beside another process", async () => {
    using ready = readyFolder();
    {
      await using witness = await startWitness(ready.dir);
      await witness.add(log.request(0, 20));
      expect(runWitness("serve", "--dir", ready.dir, "--listen", "127.0.0.1:0")).toMatchObject({
        status: 5,
        stderr: expect.stringMatching(/^state\.locked: /),
      });
    }
    const kept = join(ready.dir, "logs", HASH, "checkpoint");
    for (const content of [log.note(7), readFileSync(kept, "utf8").replace("\n20\n", "\n19\n"), "", "\xff"]) {
      writeFileSync(kept, content, "latin1");
      expect(runWitness("serve", "--dir", ready.dir, "--listen", "127.0.0.1:0")).toMatchObject({
        status: 6,
        stderr: expect.stringMatching(/^witness\.checkpoint: /),
      });
    }
  });
});

describe("the commands of a witness", () => {
  it("never make a second key in a folder", () => {
    using ready = readyFolder();
    expect(runWitness("init", "--dir", ready.dir, "--name", NAME)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^keys\.exists: .*\n→ Go on with it: countersign-witness add-log /),
    });
  });

  it("say of a log that is known that it is", () => {
    using ready = readyFolder();
    expect(runWitness("add-log", "--dir", ready.dir, "--key", ready.logKey).stdout).toBe(
      `${ORIGIN} is known already\n`,
    );
  });

  it.each([
    [["serve"], 2, /^usage\.missing: --dir/],
    [["serve", "--dir", "/nowhere/at/all"], 2, /^usage\.witness-folder: .*\n→ .* init --dir \/nowhere\/at\/all /],
    [["acknowledge", "--dir", "/nowhere/at/all", "0".repeat(16)], 2, /^usage\.witness-folder: /],
    [["init", "--dir", "/nowhere/at/all", "--name", "a b"], 2, /^usage\.witness: /],
    [["add-log", "--dir", "x", "--key", "x"], 2, /^usage\.log-key: /],
    [["nonsense"], 2, /^usage\.command: .*\n→ Say one of: init, add-log, serve, acknowledge;/],
    [["serve", "--dirr", "x"], 2, /^usage\.option: Unknown option '--dirr'; see --help\n/],
    [["serve", "--dir", "x", "--listen", "80"], 2, /^usage\.listen: /],
    [["serve", "--dir", "x", "--every", "PT0S"], 2, /^usage\.duration: /],
    [["serve", "--dir", "x", "more"], 2, /^usage\.option: /],
    [["add-log", "--dir", "x", "--key", "x", "--from", "http://localhost"], 2, /^usage\.missing: --from needs --root/],
    [["acknowledge", "--dir", "x"], 2, /^usage\.missing: /],
  ] as const)("refuse %j", (args, status, stderr) => {
    expect(runWitness(...args)).toMatchObject({ status, stderr: expect.stringMatching(stderr) });
  });

  it("want a log before repositories are judged by it", () => {
    using ready = readyFolder();
    expect(runWitness("serve", "--dir", ready.dir, "--listen", "127.0.0.1:0", "--repo", "a:b=/x")).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^usage\.followed: .*none is mirrored here yet\n→ Mirror it first: /m),
    });
  });

  it("print their help", () => {
    for (const args of [[], ["--help"], ["help"]])
      expect(runWitness(...args)).toMatchObject({ status: 0, stdout: expect.stringMatching(/^usage: /) });
  });
});
