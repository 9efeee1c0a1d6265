import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { tempFolder } from "@countersign/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "../run.testing.ts";
import { openForger } from "./forged-log.testing.ts";
import type { Forger } from "./forged-log.testing.ts";
import { allowed, failed, gateCall, openStage, residual } from "./stage.testing.ts";
import type { Stage } from "./stage.testing.ts";

const BIN = fileURLToPath(new URL("../../bin/countersign", import.meta.url));
const folder = tempFolder();
let stage: Stage;
let forger: Forger;
/** Approved; `uncovered` lies on top of it and is not. */
let head: string;
let uncovered: string;

beforeAll(async () => {
  const sandbox = "environments:\n  - {id: sandbox, requires: []}\n";
  stage = await openStage(folder.path, { edits: [["environments:\n", sandbox]] });
  head = stage.repo.commit({ files: { "ranker/score.py": "two\n" } });
  await stage.cover(head, { base: stage.c0 });
  uncovered = stage.repo.commit({ files: { "ranker/evil.py": "steal()\n" } });
  forger = await openForger(stage);
  await stage.gate(head);
});
afterAll(() => folder[Symbol.dispose]());

function call(commit: string): readonly string[] {
  return gateCall(commit, { repo: stage.repo.path }, join(folder.path, "log.bundle"), join(stage.home, "root.json"));
}

/** The whole program as a process, with a home of its own. */
function run(args: readonly string[], env: Readonly<Record<string, string>> = {}, cwd = folder.path) {
  const own = { PATH: process.env["PATH"] ?? "", COUNTERSIGN_HOME: join(folder.path, "gate"), ...env };
  return spawnSync(BIN, args, { env: own, encoding: "utf8", cwd });
}

describe("group 8: nothing to check", () => {
  it("H8: an empty bundle and an empty log are errors", async () => {
    expect(await forger.askWith(head, "")).toMatchObject(failed("bundle.empty"));
    const header = '{"bundle":1,"from":0,"origin":"log.acme.example/feed","size":0}\n';
    const checkpoint = forger.bundle([]).trimEnd().split("\n").at(-1);
    expect(await forger.askWith(head, `${header}${checkpoint}\n`)).toMatchObject(failed("policy.missing"));
    using other = tempFolder();
    const home = join(other.path, "home");
    await runCli(["init", "--origin", "log.acme.example/feed"], { home });
    expect(await runCli(["bundle", "-o", join(other.path, "b"), "--json"], { home })).toMatchObject({
      exit: 6,
      json: { decision: "error", code: "policy.missing" },
    });
  });

  it("H8: where the policy requires nothing, and at the settled commit, the answer is allow and says why", async () => {
    expect(await stage.gate(uncovered, { env: "sandbox" })).toEqual({
      ...allowed(),
      reasons: ["gate.nothing-required"],
    });
    expect(await stage.gate(stage.c0)).toEqual({ ...allowed(), reasons: ["gate.settled"] });
  });
});

describe("group 8: what is printed, and with which exit", () => {
  it("H9: an unknown option, a doubled one and one too many are refused with one document", async () => {
    for (const [args, code] of [
      [[...call(head), "--force"], "usage.option"],
      [[...call(head), "--env=production"], "usage.repeated"],
      [[...call(head), "allow"], "usage.arguments"],
      [["gate", "--json"], "usage.missing"],
    ] as const) {
      const { status, stdout } = run(args);
      expect({ status, json: JSON.parse(stdout) }).toMatchObject({ status: 2, json: { decision: "error", code } });
    }
  });

  it("H9: beside --json there is one document on standard output, whatever is said beside it", () => {
    for (const [commit, status, code] of [
      [head, 0, "gate.allowed"],
      [uncovered, 4, "gate.residual"],
    ] as const) {
      const answer = run(call(commit), {
        NODE_OPTIONS: "--trace-warnings",
        NODE_DEBUG: "",
        DEBUG: "*",
        FORCE_COLOR: "3",
      });
      expect(answer.status).toBe(status);
      expect(JSON.parse(answer.stdout)).toMatchObject({ code });
    }
  });

  it("H9: an answer that nobody could read is no allow: full disk, closed pipe, signal", async () => {
    const env = { PATH: process.env["PATH"] ?? "", COUNTERSIGN_HOME: join(folder.path, "gate") };
    const shell = (script: string) =>
      spawnSync("sh", ["-c", script, "sh", BIN, ...call(head)], { env, encoding: "utf8" });
    expect(shell('"$@" > /dev/full')).toMatchObject({ status: 5, stderr: expect.stringMatching(/^files\.output: /m) });
    expect(shell('"$@" >&-')).toMatchObject({ status: 5, stderr: expect.stringMatching(/^files\.output: /m) });
    const child = spawn(BIN, call(head), { env, stdio: ["ignore", "pipe", "ignore"] });
    child.stdout.destroy();
    expect((await once(child, "close"))[0]).toBe(5);
    // A signal ends the process before our code runs (no exit code, the signal), or after (128 + 15).
    const ends = [];
    for (const delay of [0, 60, 150]) {
      const killed = spawn(BIN, call(head), { env, stdio: "ignore" });
      setTimeout(() => killed.kill("SIGTERM"), delay);
      ends.push(await once(killed, "close"));
    }
    for (const end of ends)
      expect([
        [null, "SIGTERM"],
        [143, null],
      ]).toContainEqual(end);
  });

  it("H10: no variable, setting, value or option switches the gate off", async () => {
    const words = [
      "COUNTERSIGN_SKIP",
      "COUNTERSIGN_DISABLE",
      "COUNTERSIGN_ALLOW",
      "COUNTERSIGN_BYPASS",
      "COUNTERSIGN_DRY_RUN",
      "SKIP",
      "CI",
      "NODE_ENV",
      "NO_VERIFY",
      "HUSKY",
    ];
    const env = Object.fromEntries(words.map((word) => [word, "1"]));
    const proxy = {
      ...env,
      HTTP_PROXY: "http://127.0.0.1:9",
      NODE_TLS_REJECT_UNAUTHORIZED: "0",
      GIT_SSL_NO_VERIFY: "1",
    };
    for (const one of [env, proxy, { ...env, NODE_ENV: "test", VITEST: "true" }]) {
      const { status, stdout } = run(call(uncovered), one);
      expect({ status, json: JSON.parse(stdout) }).toMatchObject({
        status: 4,
        json: { decision: "deny", code: "gate.residual" },
      });
    }
    for (const option of [
      "--skip",
      "--force",
      "--no-verify",
      "--allow",
      "--dry-run",
      "--insecure",
      "--yes",
      "--now=0",
      "--state=",
    ]) {
      const { status, json } = await asked([...call(uncovered), option]);
      expect({ status, json }, option).toMatchObject({ status: 2, json: { decision: "error" } });
    }
  });

  it("H10: no file of the repository or of the working folder is a setting", () => {
    const tree = join(folder.path, "checkout");
    execFileSync("git", ["clone", "-q", stage.repo.path, tree]);
    const names = [
      ".countersign",
      ".countersign.json",
      "countersign.json",
      "countersign.yaml",
      ".countersignrc",
      ".env",
      "bunfig.toml",
      ".npmrc",
    ];
    for (const name of names) writeFileSync(join(tree, name), '{"allow":true,"skip":true}\nCOUNTERSIGN_SKIP=1\n');
    writeFileSync(join(tree, "package.json"), '{"countersign":{"skip":true},"type":"module"}');
    execFileSync("git", ["-C", tree, "config", "countersign.skip", "true"]);
    const commit = uncovered;
    const bundle = join(folder.path, "log.bundle");
    const args = gateCall(commit, { repo: "." }, bundle, join(stage.home, "root.json"));
    const { status, stdout } = run(args, {}, tree);
    expect({ status, json: JSON.parse(stdout) }).toMatchObject({
      status: 4,
      json: { decision: "deny", code: "gate.residual" },
    });
  });

  it("H12: a bundle that is cut off anywhere, or not there, allows nothing", async () => {
    const whole = readFileSync(join(folder.path, "log.bundle"));
    const codes = new Set<string>();
    for (let cut = 0; cut < whole.length; cut += 1024) {
      const answer = await forger.askWith(head, whole.subarray(0, cut));
      expect(answer).toMatchObject({ decision: "error", exit: 6 });
      codes.add(answer.code);
    }
    expect([...codes].toSorted()).toEqual(["bundle.empty", "bundle.truncated"]);
    const args = gateCall(
      head,
      { repo: stage.repo.path },
      join(folder.path, "nowhere.bundle"),
      join(stage.home, "root.json"),
    );
    expect(await asked(args)).toMatchObject({ status: 5, json: { decision: "error", code: "files.missing" } });
  });

  it("H14: a dirty, sparse or reset checkout changes no answer", async () => {
    const tree = join(folder.path, "dirty");
    execFileSync("git", ["clone", "-q", stage.repo.path, tree]);
    const git = (...args: readonly string[]) =>
      execFileSync("git", ["-C", tree, "-c", "advice.detachedHead=false", ...args], { stdio: "pipe" });
    const both = async () => [await stage.gate(head, { repo: tree }), await stage.gate(uncovered, { repo: tree })];
    const answers = [allowed(), { ...residual("ranker/evil.py"), reasons: ["gate.residual"] }];
    expect(await both()).toEqual(answers);
    writeFileSync(join(tree, "ranker/evil.py"), "");
    mkdirSync(join(tree, "extra"));
    writeFileSync(join(tree, "extra/file"), "untracked\n");
    expect(await both()).toEqual(answers);
    git("rm", "-q", "-f", "--cached", "ranker/evil.py", "ui/list.ts");
    git("update-index", "--assume-unchanged", "ranker/score.py");
    expect(await both()).toEqual(answers);
    git("sparse-checkout", "set", "docs");
    git("checkout", "-q", "-f", "--detach", stage.c0);
    expect(await both()).toEqual(answers);
    writeFileSync(join(tree, ".git/index"), "nonsense");
    expect(await both()).toEqual(answers);
  });

  it("H15: a gate's own answer claims no level of anybody's scheme", async () => {
    const { stdout } = await stage.askGate(head);
    expect(stdout).not.toMatch(/SLSA/i);
  });
});

async function asked(args: readonly string[]): Promise<{ readonly status: number; readonly json: unknown }> {
  const { exit, json } = await runCli(args, { home: join(folder.path, "gate") });
  return { status: exit, json };
}
