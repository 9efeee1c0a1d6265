import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { JsonObject } from "@countersign/attest";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { openStage } from "../attacks/stage.testing.ts";
import type { Stage } from "../attacks/stage.testing.ts";
import { done } from "../governed-home.testing.ts";
import { runCli } from "../run.testing.ts";
import type { CliRun } from "../run.testing.ts";

describe("doctor", () => {
  it("finds nothing wrong at a good desk, and beside a gate with a bundle and no home", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    expect(await ask(stage)).toMatchObject({ exit: 0, json: { ok: true } });
    const bundle = join(folder.path, "log.bundle");
    await done(stage.run("bundle", "-o", bundle));
    const args = ["doctor", "--repo", stage.repo.path, "--root", join(stage.home, "root.json"), "--bundle", bundle];
    expect(await runCli([...args, "--json"], { home: join(folder.path, "none") })).toMatchObject({ exit: 0 });
  });

  it("says that a checkpoint waits for its witnesses while a larger one than the published does, and which", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const published = join(stage.home, "log/checkpoint");
    const waiting = join(stage.home, "awaiting-quorum/checkpoint");
    mkdirSync(join(stage.home, "awaiting-quorum"), { recursive: true });
    const lines = readFileSync(published, "utf8").split("\n");
    const ofSize = (size: number) => lines.map((line, at) => (at === 1 ? String(size) : line)).join("\n");
    const said = async () => JSON.stringify((await ask(stage)).json);
    const size = Number(lines[1]);
    writeFileSync(waiting, ofSize(size));
    expect(await said()).not.toContain("waits for its witnesses;");
    writeFileSync(waiting, ofSize(size + 2));
    expect(await said()).toContain(
      `the checkpoint of ${size + 2} leaves waits for its witnesses; gates see the one of ${size}`,
    );
  });

  it.each<[string, string, string, number, (stage: Stage) => string | void]>([
    ["a shallow clone", "repository.shallow", "git.shallow", 6, (stage) => cloned(stage, "--depth", "1")],
    ["a partial clone", "repository.partial", "git.missing-object", 6, (stage) => cloned(stage, "--filter=blob:none")],
    [
      "grafts",
      "repository.altered",
      "git.fetch",
      6,
      ({ repo, c0 }) => {
        mkdirSync(join(repo.gitDir, "info"), { recursive: true });
        writeFileSync(join(repo.gitDir, "info/grafts"), `${c0}\n`);
      },
    ],
    [
      "a key that others can read",
      "home.keys",
      "keys.permissions",
      2,
      ({ home }) => chmodSync(join(home, "keys/log.key"), 0o644),
    ],
    [
      "an unknown author",
      "repository.contributors",
      "change.contributor-unresolved",
      6,
      ({ repo }) => {
        repo.commit({ files: { a: "1" }, author: "Mallory <mallory@evil.example>" });
      },
    ],
    [
      "a witness that has seen more",
      "witness.oracle-w.state",
      "log.behind-witness",
      6,
      ({ home }) => witnessed(home, (state) => ({ ...state, size: state.size + 7 })),
    ],
    [
      "a witness that has seen another log",
      "witness.oracle-w.state",
      "log.fork",
      6,
      ({ home }) => witnessed(home, ({ size }) => ({ size, root: Buffer.alloc(32).toString("base64") })),
    ],
    [
      "another key of a witness",
      "witness.oracle-w.key",
      "usage.witness",
      6,
      ({ home }) => cpSync(join(home, "keys/log.key"), join(home, "keys/witnesses/oracle-w.key")),
    ],
    ["no repository", "repository", "git.not-a-repository", 6, ({ folder }) => join(folder, "keys")],
  ])("says that %s would fail", async (_what, id, code, exit, spoil) => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const run = await ask(stage, spoil(stage) ?? stage.repo.path);
    expect([run.exit, checkOf(run, id)]).toMatchObject([exit, { state: "fails", code, remedy: expect.any(String) }]);
  });

  it("warns of a witness that has forgotten what it cosigned", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    expect(checkOf(await ask(stage), "witness.oracle-w.state")).toMatchObject({ state: "ok" });
    using elsewhere = tempFolder();
    const bundle = join(elsewhere.path, "log.bundle");
    await done(stage.run("bundle", "-o", bundle));
    rmSync(join(stage.home, "keys/witnesses/oracle-w.state"));
    const place = ["--repo", stage.repo.path, "--root", join(stage.home, "root.json"), "--bundle", bundle];
    const run = await stage.run("doctor", ...place, "--json");
    expect(run.exit).toBe(0);
    expect(checkOf(run, "witness.oracle-w.state")).toMatchObject({ state: "warning", code: "state.missing" });
  });

  it("warns where the verifier that needs none of our code lacks its programs", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    expect(checkOf(await ask(stage), "verifier")).toMatchObject({ state: "ok" });
    const bin = join(folder.path, "bin");
    mkdirSync(bin);
    for (const name of ["git", "ssh-keygen", "jq", "openssl", "sha256sum"])
      symlinkSync(programIn(name), join(bin, name));
    const args = ["doctor", "--repo", stage.repo.path, "--json"];
    const run = await runCli(args, { home: stage.home, env: { PATH: bin } });
    expect(run.exit).toBe(0);
    expect(checkOf(run, "verifier")).toMatchObject({
      state: "warning",
      code: "usage.verifier",
      message: expect.stringMatching(/lacks base64;/),
    });
  });

  it("C27: prints the old header defects ready for the policy", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0 } = stage;
    const who = "Olga <olga@acme.example> 1700000000";
    const lines = [
      `tree ${repo.id(`${c0}^{tree}`)}`,
      `parent ${c0}`,
      `author ${who} +99999999`,
      `committer ${who} +0000`,
    ];
    const old = repo.raw("commit", [...lines, "", "m", ""].join("\n"));
    repo.ref("refs/heads/main", old);
    const run = await ask(stage);
    const remedy = expect.stringContaining(`oldHeaderDefects: ["${old}"]`);
    expect([run.exit, checkOf(run, "repository.old-header-defects")]).toMatchObject([6, { code: "git.fsck", remedy }]);
  });

  it("only warns of replaced objects and of a home that others can enter", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    stage.repo.git(["replace", stage.c0, stage.commit]);
    chmodSync(stage.home, 0o755);
    const run = await ask(stage);
    expect(run.exit).toBe(0);
    expect(checkOf(run, "repository.altered")).toMatchObject({ state: "warning", code: "git.replace-refs" });
    expect(checkOf(run, "home.permissions")).toMatchObject({ state: "warning", code: "keys.permissions" });
  });
});

function programIn(name: string): string {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.map((folder) => join(folder, name)).find(existsSync) ?? "";
}

function ask(stage: Stage, repo = stage.repo.path): Promise<CliRun> {
  return stage.run("doctor", "--repo", repo, "--json");
}

function checkOf({ json }: CliRun, id: string): unknown {
  return (json as JsonObject & { readonly checks: readonly { readonly id: string }[] }).checks.find(
    (one) => one.id === id,
  );
}

function cloned({ repo, folder }: Stage, option: string, ...more: readonly string[]): string {
  const copy = join(folder, "copy");
  repo.git(["config", "uploadpack.allowFilter", "true"]);
  repo.git(["clone", "-q", option, ...more, `file://${repo.path}`, copy]);
  return copy;
}

type Witnessed = { readonly size: number; readonly root: string };

/** Alters what the witness of a home has seen. */
function witnessed(home: string, alter: (state: Witnessed) => Witnessed): void {
  const path = join(home, "keys/witnesses/oracle-w.state");
  const { root, size } = alter(JSON.parse(readFileSync(path, "utf8")));
  writeFileSync(path, JSON.stringify({ root, size }));
}
