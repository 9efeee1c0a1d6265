import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { buildLumenHistory } from "./build.ts";
import type { LumenCommit } from "./build.ts";
import { MANIFEST } from "./manifest.ts";

const folder = tempFolder();
const repo = join(folder.path, "lumen");
let commits: readonly LumenCommit[] = [];

beforeAll(() => {
  commits = buildLumenHistory(repo);
});
afterAll(() => folder[Symbol.dispose]());

const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: repo, encoding: "utf8" });
const idOf = (number: number) => commits[number - 1]?.id ?? "";

/** What a commit ranks, from a work tree of its own. */
function feedAt(number: number): string {
  const tree = join(folder.path, `at-${number}`);
  git("worktree", "add", "-q", "--detach", tree, idOf(number));
  return execFileSync(process.execPath, ["src/main.ts", "--user", "7"], { cwd: tree, encoding: "utf8" });
}

describe("the history of Lumen", () => {
  it("has a commit for each entry of the manifest, with its title", () => {
    expect(commits.map(({ number, title }) => ({ number, title }))).toEqual(
      MANIFEST.map(({ number, title }) => ({ number, title })),
    );
    expect(git("rev-list", "--reverse", "main").trim().split("\n")).toEqual(commits.map(({ id }) => id));
    expect(git("status", "--porcelain")).toBe("");
  });

  it("has the same ids whatever the settings of machine and user are", () => {
    const strange = {
      GIT_AUTHOR_NAME: "Somebody",
      GIT_COMMITTER_DATE: "1 +0200",
      GIT_DEFAULT_HASH: "sha256",
      TZ: "Asia/Tokyo",
      HOME: folder.path,
    };
    for (const [name, value] of Object.entries(strange)) vi.stubEnv(name, value);
    const again = buildLumenHistory(join(folder.path, "again"));
    vi.unstubAllEnvs();
    expect(again).toEqual(commits);
  });

  it("refuses a folder with something in it", () => {
    expect(() => buildLumenHistory(repo)).toThrow("is not empty");
  });

  it("is a package of its own, whose scripts run and whose packages are nobody's workspace", () => {
    const { scripts, devDependencies, exports } = JSON.parse(git("show", "main:package.json"));
    expect(scripts).toMatchObject({ lumen: "node src/main.ts", fit: "node train/fit.ts" });
    expect(devDependencies).toEqual({ vitest: expect.any(String) });
    expect(exports).toBeUndefined();
    expect(spawnSync("git", ["grep", "-q", "@countersign/", "main"], { cwd: repo }).status).toBe(1);
  });

  it("changes every path that the manifest names", () => {
    for (const { number, expected, allowed } of MANIFEST.slice(1)) {
      const changed = git("diff", "--name-only", "--no-renames", idOf(number - 1), idOf(number))
        .trim()
        .split("\n");
      for (const { class: name, code, paths } of expected)
        expect(
          paths.some((path) => changed.includes(path) || code === "docs.drift"),
          `${number}: ${name} ${code}`,
        ).toBe(true);
      for (const { paths } of allowed) expect(paths.length, `${number}`).toBeGreaterThan(0);
    }
  });

  it("reformats some two thousand lines at its end", () => {
    const lines = git("diff", "--numstat", idOf(27), idOf(28)).trim().split("\n");
    const added = lines.reduce((sum, line) => sum + Number(line.split("\t")[0]), 0);
    expect(added).toBeGreaterThan(1500);
  });

  it("ranks at each kind of commit, and harmless ones rank the same", () => {
    const feeds = new Map([1, 2, 3, 9, 15, 19, 27, 28].map((number) => [number, feedAt(number)]));
    expect(feeds.get(2)).toBe(feeds.get(1));
    expect(feeds.get(3)).not.toBe(feeds.get(2));
    expect(feeds.get(9)).not.toBe(feeds.get(3));
    expect(feeds.get(19)).toBe(feeds.get(15));
    expect(feeds.get(28)).toBe(feeds.get(27));
  });
});
