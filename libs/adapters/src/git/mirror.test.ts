import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { openMirror } from "./mirror.ts";
import { runGit } from "./run.ts";
import { scene } from "./scene.ts";

const put = (folder: string, path: string, content: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
};
const A = "1".repeat(40);

it.each(["sha1", "sha256"] as const)(
  "makes a bare %s repository with an unborn HEAD that git accepts",
  async (format) => {
    using stage = scene(format);
    const mirror = await stage.openMirror();
    const { stdout } = await runGit(mirror, ["rev-parse", "--is-bare-repository", "--show-object-format"]);
    expect(stdout.toString()).toBe(`true\n${format}\n`);
    expect(existsSync(join(mirror.dir, "refs/heads"))).toBe(false);
  },
);

it("opens an existing mirror in the format that it has", async () => {
  using stage = scene("sha256");
  await stage.openMirror();
  const { searchPath, mirrorDir } = stage;
  expect((await openMirror({ dir: mirrorDir, searchPath })).objectFormat).toBe("sha256");
  await expect(openMirror({ dir: mirrorDir, searchPath, objectFormat: "sha1" })).rejects.toMatchObject({
    code: "git.object-format",
  });
});

it("does not turn a folder of something else into a mirror", async () => {
  using stage = scene();
  await expect(openMirror({ dir: stage.folder, searchPath: stage.searchPath })).rejects.toMatchObject({
    code: "git.mirror",
  });
});

it.each([
  ["C8 git.replace-refs", `refs/replace/${A}`, `${A}\n`],
  ["C8 git.replace-refs", "packed-refs", `# pack-refs with: peeled fully-peeled sorted \n${A} refs/replace/${A}\n`],
  ["C9 git.grafts", "info/grafts", `${A}\n`],
  ["C12 git.alternates", "objects/info/alternates", "/elsewhere\n"],
  ["C12 git.shallow", "shallow", `${A}\n`],
])("%s: a mirror with %s is refused", async (row, path, content) => {
  using stage = scene();
  await stage.openMirror();
  put(stage.mirrorDir, path, content);
  await expect(stage.openMirror()).rejects.toMatchObject({ code: row.split(" ")[1] });
});

it("C15 puts right what a stranger wrote into the mirror", async () => {
  using stage = scene();
  const mirror = await stage.openMirror();
  const config = readFileSync(join(mirror.dir, "config"), "utf8");
  put(mirror.dir, "config", `${config}[include]\n\tpath = /elsewhere\n[diff]\n\trenames = copies\n`);
  put(mirror.dir, "HEAD", "ref: refs/heads/main\n");
  for (const path of [
    "hooks/reference-transaction",
    "info/attributes",
    "objects/info/commit-graph",
    "commondir",
    "config.worktree",
  ]) {
    put(mirror.dir, path, "x");
  }
  put(mirror.dir, "home/.gitconfig", "[diff]\n\trenames = copies\n");
  await stage.openMirror();
  expect(readFileSync(join(mirror.dir, "config"), "utf8")).toBe(config);
  expect(readFileSync(join(mirror.dir, "HEAD"), "utf8")).toBe("ref: refs/heads/unborn\n");
  expect(readdirSync(mirror.dir).toSorted()).toEqual(["HEAD", "config", "home", "objects", "refs"]);
  expect(readdirSync(join(mirror.dir, "home"))).toEqual([]);
  expect(readdirSync(join(mirror.dir, "objects/info"))).toEqual([]);
});

it("C16 a caller's environment does not reach git", async () => {
  using stage = scene();
  const mirror = await stage.openMirror();
  process.env["GIT_CONFIG_COUNT"] = "1";
  process.env["GIT_CONFIG_KEY_0"] = "diff.renames";
  process.env["GIT_CONFIG_VALUE_0"] = "copies";
  try {
    const { stdout } = await runGit(mirror, ["config", "--list", "--name-only"]);
    expect(stdout.toString()).not.toContain("diff.renames");
  } finally {
    for (const name of ["COUNT", "KEY_0", "VALUE_0"]) delete process.env[`GIT_CONFIG_${name}`];
  }
});
