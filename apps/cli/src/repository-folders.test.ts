import { mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gitHistory, tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { firstInRepository } from "./repository-folders.ts";

/** A repository `feed` with two linked work trees, one of them moved without git's knowledge, and things around it. */
function scene(folder: string) {
  const repo = gitHistory(join(folder, "feed"));
  repo.commit({ files: { "score.py": "1\n" } });
  repo.git(["worktree", "add", "-q", "--detach", join(folder, "linked"), "main"]);
  repo.git(["worktree", "add", "-q", "--detach", join(folder, "moving"), "main"]);
  renameSync(join(folder, "moving"), join(folder, "moved"));
  const other = gitHistory(join(folder, "feed-other"));
  other.commit({ files: { "score.py": "1\n" } });
  symlinkSync(repo.path, join(folder, "link"));
  mkdirSync(join(folder, "outside"));
  writeFileSync(join(folder, "outside/root.json"), "{}");
  const at = (name: string) => join(folder, name);
  return { at, names: ["feed", "link", "linked", "moved", repo.gitDir.slice(folder.length + 1)] };
}

describe("a repository's folders", () => {
  it("F5: are all of its work trees and its git directory, whichever of them is named", async () => {
    using folder = tempFolder();
    const { at, names } = scene(folder.path);
    const inside = [...names, ...names.map((name) => `${name}/root.json`), "feed/a/b/c", "link/../feed/x"];
    for (const repo of names)
      for (const path of inside)
        expect({ repo, path, inside: await firstInRepository(at(repo), [at("outside"), at(path)]) }).toEqual({
          repo,
          path,
          inside: at(path),
        });
  });

  it("F5: are what a path comes through, too", async () => {
    using folder = tempFolder();
    const { at } = scene(folder.path);
    symlinkSync(at("outside/root.json"), at("feed/root.json"));
    symlinkSync(at("outside"), at("feed/folder"));
    symlinkSync(at("feed/root.json"), at("outside/there-and-back.json"));
    for (const path of ["feed/root.json", "feed/folder/root.json", "outside/there-and-back.json"])
      expect({ path, inside: await firstInRepository(at("feed"), [at(path)]) }).toEqual({ path, inside: at(path) });
  });

  it("are not what lies beside them, or in another repository", async () => {
    using folder = tempFolder();
    const { at, names } = scene(folder.path);
    for (const repo of names)
      for (const path of ["outside/root.json", "feed-other/root.json", "feed.json", "."])
        expect({ repo, path, inside: await firstInRepository(at(repo), [at("outside"), at(path)]) }).toEqual({
          repo,
          path,
          inside: undefined,
        });
  });
});
