import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { startedHome } from "../governed-home.testing.ts";
import type { PersonId } from "../governed-home.testing.ts";
import { readPolicyFile } from "../policy-file.ts";
import { runCli } from "../run.testing.ts";

describe("policy new", () => {
  it("is a valid policy with the home's own log and keys, once everybody is named", async () => {
    using folder = tempFolder();
    const { policy, home, run } = await startedHome(folder.path);
    const { json } = await runCli(["init", "--origin", "log.acme.example/feed", "--json"], { home });
    const { version } = await readPolicyFile(policy);
    expect(json).toMatchObject({
      origin: version.policy.log.origin,
      key: version.policy.log.key,
      witnesses: [{ name: "oracle-w", key: version.policy.log.witnesses[0]?.key }],
    });
    expect(version.policy.repositories).toMatchObject([{ id: "local:feed", refs: [{ ref: "refs/heads/main" }] }]);
    expect(await run("policy", "check", policy)).toMatchObject({ exit: 0 });
    expect(readFileSync(policy, "utf8")).toContain("# ");
  });

  it("prints an example with marks to be replaced, which is not valid before they are", async () => {
    using folder = tempFolder();
    const { run } = await startedHome(folder.path);
    const { stdout, exit } = await run("policy", "new");
    expect(exit).toBe(0);
    const file = join(folder.path, "example.yaml");
    writeFileSync(file, stdout);
    expect(await run("policy", "check", file, "--json")).toMatchObject({
      exit: 6,
      json: { ok: false, code: "policy.key" },
    });
  });

  it("never overwrites, and is content with the same text", async () => {
    using folder = tempFolder();
    const { run } = await startedHome(folder.path);
    const file = join(folder.path, "new.yaml");
    expect(await run("policy", "new", "-o", file)).toMatchObject({ exit: 0 });
    expect(await run("policy", "new", "-o", file)).toMatchObject({ exit: 0 });
    expect(await run("policy", "new", "--ref", "refs/heads/next", "-o", file, "--json")).toMatchObject({
      exit: 2,
      json: { code: "usage.exists" },
    });
    expect(readFileSync(file, "utf8")).not.toContain("refs/heads/next");
  });

  it("names every witness of the home", async () => {
    using folder = tempFolder();
    const { policy, home } = await startedHome(folder.path, ["nord-w", "oracle-w"]);
    const text = readFileSync(policy, "utf8");
    const { json } = await runCli(["init", "--origin", "log.acme.example/feed", "--json"], { home });
    expect((await readPolicyFile(policy)).version.policy.log.witnesses.map(({ name }) => name)).toEqual(["oracle-w"]);
    expect(json).toMatchObject({
      witnesses: [{ name: "nord-w", key: expect.toSatisfy((key: string) => text.includes(key)) }, { name: "oracle-w" }],
    });
  });

  it("B5: takes accounts on GitHub by their numbers, and asks for those that it was not given", async () => {
    using folder = tempFolder();
    const { run, key } = await startedHome(folder.path);
    const file = join(folder.path, "new.yaml");
    const side = (organisation: string, person: PersonId) => `${organisation}:${person}:${key(person)}.pub`;
    const call = (output: string, ...accounts: readonly string[]) =>
      run(
        "policy",
        "new",
        "--repository",
        "github:123456",
        "--operator",
        side("acme", "olga"),
        "--oracle",
        side("oracle", "dana"),
        "--data-guard",
        side("nordsec", "nils"),
        "-o",
        output,
        ...accounts.flatMap((account) => ["--github", account]),
      );
    const written = await call(file, "olga:1001", "olga:1002", "dana:1003");
    expect([written.exit, written.stdout]).toEqual([
      0,
      expect.stringContaining("no account on GitHub is known of nils:"),
    ]);
    const { version } = await readPolicyFile(file);
    expect(version.policy.people.map(({ id, github }) => [id, github])).toEqual([
      ["olga", [1001, 1002]],
      ["dana", [1003]],
      ["nils", []],
    ]);
    for (const wrong of [["olga:octocat"], ["olga:0"], ["octocat"], ["mallory:1"], ["olga:1", "dana:1"]]) {
      const refused = await call(join(folder.path, "other.yaml"), ...wrong);
      expect([refused.exit, refused.stderr]).toEqual([
        2,
        expect.stringMatching(/^usage\.option: --github: .*\n→ .*gh api/),
      ]);
    }
  });

  it("pins this program's detectors when data-guard is asked by class", async () => {
    using folder = tempFolder();
    const { run } = await startedHome(folder.path);
    const { stdout } = await run("policy", "new", "--classes");
    expect(stdout).toContain("detectors:");
    expect((await run("policy", "new")).stdout).not.toContain("detectors:");
  });

  it("does not guess which of several branches is protected", async () => {
    using folder = tempFolder();
    const { run, repo, commit } = await startedHome(folder.path);
    repo.ref("refs/heads/next", commit);
    expect((await run("policy", "new", "--repo", repo.path)).stdout).toContain("refs/heads/main");
    repo.ref("refs/heads/trunk", commit);
    repo.git(["symbolic-ref", "HEAD", "refs/heads/trunk"]);
    repo.ref("refs/heads/main", null);
    expect(await run("policy", "new", "--repo", repo.path, "--json")).toMatchObject({
      exit: 2,
      json: { code: "usage.ref" },
    });
  });

  it("refuses a signatory of another form, and a home that is none", async () => {
    using folder = tempFolder();
    const { run } = await startedHome(folder.path);
    expect(await run("policy", "new", "--oracle", "dana", "--json")).toMatchObject({
      exit: 2,
      json: { code: "usage.signatory" },
    });
    const none = await runCli(["policy", "new", "--json"], { home: join(folder.path, "none") });
    expect(none).toMatchObject({ exit: 2, json: { code: "usage.home" } });
  });
});
