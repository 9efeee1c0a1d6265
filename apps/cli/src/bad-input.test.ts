import { execFileSync, spawn, spawnSync } from "node:child_process";
import {
  closeSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generateSshKey } from "@countersign/adapters/keys";
import { lockFolder } from "@countersign/adapters/files";
import { remedyFor } from "@countersign/core";
import { tempFolder } from "@countersign/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStage } from "./attacks/stage.testing.ts";
import type { Stage } from "./attacks/stage.testing.ts";
import { edited } from "./governed-home.testing.ts";
import { runCli } from "./run.testing.ts";
import type { CliRun } from "./run.testing.ts";

const BIN = fileURLToPath(new URL("../bin/countersign", import.meta.url));
const FAULT = remedyFor("internal.crash");
/** As much of a bundle as tells that a file is one. */
const OLD = '{"bundle":1,"from":0}';

const folder = tempFolder();
let stage: Stage;
let change: string;

beforeAll(async () => {
  stage = await openStage(folder.path);
  const head = stage.repo.commit({ files: { "ranker/score.py": "def score(post):\n    return 2\n" } });
  change = await stage.cover(head, { base: stage.c0 });
  await stage.gate(head);
  await prepare();
});
afterAll(() => folder[Symbol.dispose]());

/** A path in the folder of this file's inputs. */
function at(name: string): string {
  return join(folder.path, name);
}

async function prepare(): Promise<void> {
  const { repo, key, policy } = stage;
  await generateSshKey({ file: at("stranger"), comment: "nobody" });
  copyFileSync(key("dana"), at("encrypted"));
  execFileSync("ssh-keygen", ["-q", "-p", "-P", "", "-N", "secret", "-f", at("encrypted")], { stdio: "ignore" });
  writeFileSync(at("empty"), "");
  writeFileSync(at("text"), "hello\n");
  execFileSync("mkfifo", [at("fifo")]);
  symlinkSync("loop", at("loop"));
  mkdirSync(at("folder"));
  writeFileSync(at("unknown-field.yaml"), edited({ policy }, "version: 1\n", "version: 1\nsurprise: true\n"));
  const clone = (name: string, ...options: readonly string[]) =>
    repo.git(["clone", "-q", ...options, `file://${repo.path}`, at(name)]);
  repo.git(["config", "uploadpack.allowFilter", "true"]);
  clone("shallow", "--depth", "1");
  clone("partial", "--bare", "--filter=blob:none");
}

/** A call of the gate with everything right but what is replaced. */
function gate(replaced: Readonly<Record<string, string>> = {}): readonly string[] {
  const { repo, home } = stage;
  const right = {
    repo: repo.path,
    commit: repo.id("main"),
    env: "production",
    root: join(home, "root.json"),
    bundle: at("log.bundle"),
    // Without a home's mirror everything is fetched.
    home: at("gate"),
  };
  return ["gate", ...Object.entries({ ...right, ...replaced }).map(([name, value]) => `--${name}=${value}`)];
}

function capture(replaced: Readonly<Record<string, string>> = {}): readonly string[] {
  const { repo, c0 } = stage;
  const right = { repo: repo.path, base: c0, head: repo.id("main") };
  return ["capture", ...Object.entries({ ...right, ...replaced }).map(([name, value]) => `--${name}=${value}`)];
}

/** Asserts that a refusal has its code and exit, a sentence and a remedy for people, and one document for machines. */
function expectRefusal({ exit, json, stderr }: CliRun, code: string, expectedExit: number): void {
  expect({ exit, json }).toMatchObject({ exit: expectedExit, json: { decision: "error", code } });
  const { message, remedy } = json as { readonly message: string; readonly remedy: string };
  expect(json).toMatchObject({ reasons: [{ code, message, remedy }] });
  expect(message).toMatch(/\S+ \S+/);
  expect(remedy).toMatch(/\S+ \S+/);
  expect(remedy).not.toBe(FAULT);
  expect(stderr.endsWith(`${code}: ${message}\n→ ${remedy}\n`), stderr).toBe(true);
}

async function refusal(args: readonly string[], code: string, exit: number, home = stage.home): Promise<void> {
  const options = { home, patience: 0 };
  expectRefusal(await runCli([...args, "--json"], options), code, exit);
  const plain = await runCli(args, options);
  expect(plain).toMatchObject({ exit, stdout: "" });
  expect(plain.stderr).toContain("\n→ ");
}

type Case = readonly [what: string, code: string, exit: number, args: () => readonly string[]];

describe("a refusal has a code, a sentence, a remedy and an exit:", () => {
  const approve = (key: string) => ["approve", change, "--key", key, "--yes", "--again"];
  it.each<Case>([
    ["a key that is not there", "keys.missing", 2, () => approve(at("nowhere"))],
    ["an encrypted key without an agent", "keys.refused", 2, () => approve(at("encrypted"))],
    ["the key of a stranger", "attest.key-unknown", 6, () => approve(at("stranger"))],
    ["a key that is none", "keys.format", 2, () => approve(at("text"))],
    ["a key that is a folder", "usage.not-a-file", 2, () => approve(at("folder"))],
    ["no key at all", "usage.missing", 2, () => ["approve", change, "--yes"]],
    ["a change that nobody captured", "usage.change", 2, () => ["show", "0".repeat(64)]],
    ["an id that is too short", "usage.change", 2, () => ["show", change.slice(0, 15)]],
    ["an unknown repository id", "policy.repository", 6, () => gate({ repository: "github:1" })],
    ["an unknown ref", "policy.ref", 6, () => capture({ ref: "refs/heads/other" })],
    ["a short ref", "usage.ref", 2, () => gate({ ref: "main" })],
    ["an unknown environment", "usage.environment", 2, () => gate({ env: "moon" })],
    ["a role that nobody has", "usage.role", 2, () => ["queue", "--role", "king"]],
    ["a folder that is no repository", "git.not-a-repository", 6, () => gate({ repo: at("folder") })],
    ["a repository that is not there", "git.not-a-repository", 6, () => capture({ repo: at("nowhere") })],
    ["a repository that is a file", "git.not-a-repository", 6, () => gate({ repo: at("text") })],
    ["a shallow clone", "git.shallow", 6, () => gate({ repo: at("shallow") })],
    ["a partial clone", "git.missing-object", 6, () => gate({ repo: at("partial") })],
    ["a commit that nobody has", "git.missing-object", 6, () => gate({ commit: "1".repeat(40) })],
    ["a name for a commit", "usage.commit", 2, () => gate({ commit: "main" })],
    ["a bundle that is not there", "files.missing", 5, () => gate({ bundle: at("nowhere") })],
    ["an empty bundle", "bundle.empty", 6, () => gate({ bundle: at("empty") })],
    ["a bundle that is a text", "bundle.json-syntax", 6, () => gate({ bundle: at("text") })],
    ["a bundle that is a folder", "usage.not-a-file", 2, () => gate({ bundle: at("folder") })],
    ["a bundle from a FIFO", "usage.not-a-file", 2, () => gate({ bundle: at("fifo") })],
    ["a bundle from /dev/zero", "usage.not-a-file", 2, () => gate({ bundle: "/dev/zero" })],
    ["a bundle that is a loop of links", "usage.link-loop", 2, () => gate({ bundle: at("loop") })],
    ["a root that is not there", "files.missing", 5, () => gate({ root: at("nowhere") })],
    ["an empty root", "policy.root-form", 6, () => gate({ root: at("empty") })],
    ["a root from a FIFO", "usage.not-a-file", 2, () => gate({ root: at("fifo") })],
    ["a root from /dev/zero", "usage.not-a-file", 2, () => gate({ root: "/dev/zero" })],
    ["a policy from a FIFO", "usage.not-a-file", 2, () => ["policy", "digest", at("fifo")]],
    ["a policy from /dev/zero", "usage.not-a-file", 2, () => ["policy", "publish", "/dev/zero"]],
    ["an unknown policy field", "policy.unknown-field", 6, () => ["policy", "digest", at("unknown-field.yaml")]],
    ["a policy that is empty", "policy.yaml-empty", 6, () => ["policy", "digest", at("empty")]],
    ["an envelope that is a text", "attest.json-syntax", 6, () => ["submit", at("text")]],
    ["an envelope from a FIFO", "usage.not-a-file", 2, () => ["submit", at("fifo")]],
    ["no home", "usage.home", 2, () => ["queue", "--home", at("folder")]],
    ["a home that is a file", "files.not-a-folder", 5, () => ["queue", "--home", at("text")]],
    ["an output that is a folder", "usage.not-a-file", 2, () => ["bundle", "-o", at("folder")]],
    ["an output in the home", "usage.output-in-home", 2, () => ["bundle", "-o", join(stage.home, "sequence.json")]],
    ["an output that is something else", "usage.exists", 2, () => ["bundle", "-o", at("text")]],
    ["an output in no folder", "usage.output", 2, () => ["bundle", "-o", at("none/x")]],
    ["an output below a file", "files.not-a-folder", 5, () => ["bundle", "-o", at("text/x")]],
    ["an unknown command", "usage.command", 2, () => ["aprove"]],
    ["an unknown option", "usage.option", 2, () => ["queue", "--rolle", "oracle"]],
    ["an option without its value", "usage.option", 2, () => ["queue", "--role"]],
    ["an option given twice", "usage.repeated", 2, () => [...gate(), "--env=staging"]],
    ["a missing option", "usage.missing", 2, () => ["gate"]],
    ["a missing argument", "usage.arguments", 2, () => ["show"]],
    ["too many arguments", "usage.arguments", 2, () => ["queue", "now"]],
    ["a leaf that is not there", "usage.index", 2, () => ["evidence", "99"]],
    ["nobody to confirm", "usage.confirm", 2, () => ["reject", change, "--key", stage.key("nils")]],
  ])("%s: %s, %i", async (_, code, exit, args) => {
    await refusal(args(), code, exit);
  });

  it("a home in which somebody else is at work: state.locked, 5", async () => {
    await using _lock = await lockFolder(stage.home);
    await refusal(["queue"], "state.locked", 5);
    await refusal(capture(), "state.locked", 5);
  });
});

describe("a bundle that is not whole or not the one that was written", () => {
  const read = async (name: string, bytes: Uint8Array) => {
    writeFileSync(at(name), bytes);
    const answer = await runCli([...gate({ bundle: at(name) }), "--json"], { home: stage.home });
    const { code } = answer.json as { readonly code: string };
    expectRefusal(answer, code, 6);
    return code;
  };

  it("is refused wherever it is cut off", async () => {
    const whole = readFileSync(at("log.bundle"));
    const lines = [...whole.entries()].filter(([, byte]) => byte === 0x0a).map(([index]) => index + 1);
    const cuts = new Set([...lines.slice(0, -1), ...lines.map((end) => end - 1), ...lines.map((end) => end - 9)]);
    for (let cut = 0; cut < whole.length; cut += 199) cuts.add(cut);
    const codes = new Map<string, number>();
    for (const cut of cuts) {
      const code = await read("cut.bundle", whole.subarray(0, cut));
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
    expect([...codes.keys()].toSorted()).toEqual(["bundle.empty", "bundle.truncated"]);
  });

  it("is refused wherever a byte is flipped", async () => {
    const whole = readFileSync(at("log.bundle"));
    for (let index = 0; index < whole.length; index += 61) {
      const flipped = Uint8Array.from(whole);
      flipped[index] = (flipped[index] ?? 0) ^ (1 << (index % 8));
      expect(await read("flipped.bundle", flipped)).toMatch(/^(bundle|log|policy|attest|statement|packet)\.[\w-]+$/);
    }
  });

  it("is refused with a line too many, doubled or out of order", async () => {
    const lines = readFileSync(at("log.bundle"), "utf8").trimEnd().split("\n");
    const bytes = (some: readonly (string | undefined)[]) => new TextEncoder().encode(`${some.join("\n")}\n`);
    expect(await read("more.bundle", bytes([...lines, lines.at(-1)]))).toBe("bundle.trailing");
    for (const at of [0, 1, lines.length - 2]) {
      await read("twice.bundle", bytes(lines.toSpliced(at, 0, lines[at] ?? "")));
      await read("without.bundle", bytes(lines.toSpliced(at, 1)));
    }
    await read("swapped.bundle", bytes(lines.with(1, lines[2] ?? "").with(2, lines[1] ?? "")));
  });
});

describe("a process that cannot write", () => {
  const env = { PATH: process.env["PATH"], COUNTERSIGN_HOME: "" };

  it("its answer, because the disk is full, ends with 5, not 0", () => {
    const full = openSync("/dev/full", "w");
    const { status, stderr } = spawnSync(BIN, ["queue", "--json"], {
      env: { ...env, COUNTERSIGN_HOME: stage.home },
      stdio: ["ignore", full, "pipe"],
      encoding: "utf8",
    });
    closeSync(full);
    expect(status).toBe(5);
    expect(stderr).toMatch(/^files\.output: .+\n→ .+\n$/);
  });

  it("its answer, because nobody reads any more, ends with 5, not 0", async () => {
    const child = spawn(BIN, gate(), {
      env: { ...env, COUNTERSIGN_HOME: stage.home },
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.destroy();
    const errors: Buffer[] = [];
    child.stderr.on("data", (part: Buffer) => errors.push(part));
    const status = await new Promise((resolve) => child.once("close", resolve));
    expect(status).toBe(5);
    expect(Buffer.concat(errors).toString()).toMatch(/^files\.output: /m);
  });

  it.skipIf(!mounts())(
    "a bundle, because the disk is full, leaves the old one (skipped: no right to mount)",
    async () => {
      mkdirSync(at("disk"));
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=8k", "tmpfs", at("disk")]);
      try {
        writeFileSync(at("disk/log.bundle"), OLD);
        await refusal(["bundle", "-o", at("disk/log.bundle")], "files.full", 5);
        expect(readFileSync(at("disk/log.bundle"), "utf8")).toBe(OLD);
      } finally {
        execFileSync("umount", [at("disk")]);
      }
    },
  );

  it("evidence that lies behind a link says so, and what to do about the link", async () => {
    const home = at("linked");
    cpSync(stage.home, home, { recursive: true });
    const [part = ""] = readdirSync(join(home, "evidence"));
    renameSync(join(home, "evidence", part), at("elsewhere"));
    symlinkSync(at("elsewhere"), join(home, "evidence", part));
    await refusal(["audit", "--log", home, "--root", join(home, "root.json")], "files.link", 5, home);
    expect(remedyFor("files.link")).toContain("where the link is");
  });

  it.skipIf(process.getuid?.() !== 0)(
    "in a home of another user, or one that is read-only, says so (skipped: not root)",
    () => {
      using elsewhere = tempFolder();
      execFileSync("chmod", ["755", elsewhere.path]);
      const run = (home: string) => {
        const options = { env: { ...env, COUNTERSIGN_HOME: home }, uid: 65534, gid: 65534, encoding: "utf8" } as const;
        const { status, stdout, stderr } = spawnSync(BIN, ["queue", "--json"], options);
        return { exit: status ?? -1, stdout, stderr, json: JSON.parse(stdout) as CliRun["json"] };
      };
      const home = join(elsewhere.path, "home");
      cpSync(stage.home, home, { recursive: true });
      expectRefusal(run(home), "files.permission", 5);
      execFileSync("chmod", ["-R", "a+rX,a-w", home]);
      expectRefusal(run(home), "files.permission", 5);
      expect(existsSync(join(home, ".lock.holder"))).toBe(existsSync(join(stage.home, ".lock.holder")));
    },
  );
});

function mounts(): boolean {
  using disk = tempFolder();
  if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=8k", "tmpfs", disk.path]).status !== 0) return false;
  return spawnSync("umount", [disk.path]).status === 0;
}
