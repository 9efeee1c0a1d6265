import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { desk } from "./desk.testing.ts";
import { done } from "./governed-home.testing.ts";

describe("what is said", () => {
  it("fits what it is about", async () => {
    using folder = tempFolder();
    const { run, propose, capture, commit, repo, home } = await desk(folder.path);
    const said = async (...args: readonly string[]) => (await run(...args)).stderr;
    expect(await said("--json")).toContain("--json stands where the command goes");
    expect(await said("bundle", "-o", join(folder.path, "none/x"))).toContain("Make the folder first");
    const gate = ["--repo", repo.path, "--env", "production", "--root", join(home, "root.json")];
    const bundle = join(folder.path, "log.bundle");
    await done(run("bundle", "-o", bundle));
    expect(await said("gate", ...gate, "--bundle", bundle, "--commit", commit.toUpperCase())).toContain(
      `write ${commit}`,
    );
    propose("stranger", { "ranker/score.py": "2\n" }, { author: "x <x@nowhere.example>" });
    expect(await said("capture", "--repo", repo.path, "--base=main", "--head=stranger")).not.toContain("0 more");
    propose("feature", { "ranker/one.py": "1" });
    const { change } = await capture("feature");
    expect((await done(run("show", change, "--stat"))).stdout).toContain("1 byte, sha256");
  });
});

describe("somebody who stands in a part of the work tree", () => {
  it("captures and checks the repository around it", async () => {
    using folder = tempFolder();
    const { run, propose, repo } = await desk(folder.path);
    const head = propose("feature", { "ranker/score.py": "weight = 2\n" });
    const part = join(repo.path, "ranker/deep");
    mkdirSync(part, { recursive: true });
    const captured = await done(run("capture", "--repo", part, "--base", "main", "--head", "feature", "--json"));
    expect(captured.json).toMatchObject({ head: { commit: head } });
    expect(await run("check", "--repo", part, "--head", "feature", "--json")).toMatchObject({ json: { commit: head } });
    expect(await run("why", head, "--repo", part, "--json")).toMatchObject({ exit: 0, json: { commit: head } });
    expect(await run("check", "--repo", join(part, "none"), "--json")).toMatchObject({
      exit: 6,
      json: { code: "git.not-a-repository" },
    });
  });
});

describe("a capture with nothing in scope", () => {
  it("has the members of every capture that a caller may walk through", async () => {
    using folder = tempFolder();
    const { run, propose, repo } = await desk(folder.path);
    propose("words", { "docs/a.md": "words\n" });
    const { json } = await done(run("capture", "--repo", repo.path, "--base=main", "--head=words", "--json"));
    expect(json).toEqual({
      change: null,
      state: "NOT_APPLICABLE",
      excluded: 1,
      entries: [],
      requirements: [],
      rejections: [],
    });
  });
});
