import { writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import fc from "fast-check";
import { expect, it } from "vitest";
import { draft } from "./draft.testing.ts";
import { worlds } from "./generator.testing.ts";
import { git, initBare, materialise } from "./materialise.testing.ts";
import { shellScript } from "./script.testing.ts";
import { START, setLine, withFile } from "./small-files.testing.ts";
import { contentOf, linkTo } from "./world-content.testing.ts";
import type { World } from "./world.testing.ts";

it("each commit of many worlds has the tree, parents, people and message of its world", () => {
  using folder = tempFolder();
  const all = fc.sample(worlds(), { seed: 7, numRuns: 20 });
  const ids = materialise(initBare(folder.path), all);
  for (const [index, world] of all.entries()) {
    const idOf = (name: string) => ids[index]?.get(name) ?? "";
    for (const commit of world.commits.slice(-4)) {
      const shown = git(folder.path, ["show", "--no-patch", "--format=%P%n%an <%ae>%n%cn%n%s", idOf(commit.name)]);
      const { author, committer = author } = commit;
      expect(shown.split("\n").slice(0, 4)).toEqual([
        commit.parents.map(idOf).join(" "),
        expect.stringContaining(`${author} <${author}@`),
        committer,
        commit.subject,
      ]);
      expect(readBack(folder.path, idOf(commit.name))).toEqual(commit.files);
    }
  }
});

it("commits without a child are kept by a ref, and HEAD stays unborn", () => {
  using folder = tempFolder();
  const w = draft();
  w.commit("h1", ["c0"], START);
  w.commit("h2", ["c0"], START);
  const [ids] = materialise(initBare(folder.path), [w.world("h1")]);
  const refs = git(folder.path, ["for-each-ref", "--format=%(refname) %(objectname)", "refs/worlds/0"])
    .trim()
    .split("\n");
  expect(refs).toEqual(["h1", "h2"].map((name) => `refs/worlds/0/${name} ${ids?.get(name)}`));
  expect(() => git(folder.path, ["rev-parse", "--verify", "HEAD"])).toThrow("git rev-parse");
});

it("the shell script of a world makes the same commits", () => {
  using folder = tempFolder();
  const w = draft({}, { files: withFile(START, "vendor/lib", `gitlink ${"1".repeat(40)}`) });
  w.commit("h1", ["c0"], setLine(START, "ui/list.ts", 1, 1), { author: "dana", committer: "olga", coAuthor: "nils" });
  w.commit("h2", ["c0", "h1"], { "it's": "no newline" }, { subject: "quote ' it" });
  w.commit("h3", ["h2"], { "it's": linkTo("../it's \\ out"), l: linkTo("/") });
  w.commit("h4", ["h3"], { "it's/below": "text\n", l: linkTo("it's") });
  w.review(w.capture("c0", "h1"), "dana", { environments: ["staging"], notAfter: 0 });
  for (const [index, world] of [w.world("h4"), ...fc.sample(worlds(), { seed: 11, numRuns: 3 })].entries())
    expectSameCommits(folder.path, world, `made-${index}`);
});

function expectSameCommits(folder: string, world: World, name: string): void {
  const script = join(folder, "world.sh");
  const made = join(folder, name);
  writeFileSync(script, shellScript(world));
  const run = spawnSync("sh", [script, made], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], HOME: "/nowhere" },
  });
  expect(run.stderr).toBe("");
  const [ids = new Map<string, string>()] = materialise(initBare(`${folder}`), [world]);
  const tags = git(made, ["for-each-ref", "--format=%(refname:short) %(objectname)", "refs/tags"]).trim().split("\n");
  expect(tags.toSorted()).toEqual([...ids].map(([name, id]) => `${name} ${id}`).toSorted());
}

function readBack(folder: string, commit: string): Record<string, string> {
  const entries = git(folder, ["ls-tree", "-r", "-z", commit]).matchAll(/(\d+) \w+ ([0-9a-f]+)\t([^\0]*)\0/g);
  return Object.fromEntries(
    [...entries].map(([, mode = "", id = "", path = ""]) => [
      path,
      contentOf(mode, id, () => git(folder, ["cat-file", "blob", id])),
    ]),
  );
}
