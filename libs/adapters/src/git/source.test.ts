import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { objectFormatOf } from "./config-text.ts";
import { openSource } from "./source.ts";
import { scene } from "./scene.ts";

it("finds a work tree, a linked work tree and a bare repository", async () => {
  using stage = scene();
  const { history, folder } = stage;
  history.commit({ files: { a: "1" } });
  history.git(["worktree", "add", "-q", join(folder, "linked")]);
  history.git(["clone", "-q", "--bare", ".", join(folder, "bare.git")]);
  expect(await openSource(history.path)).toMatchObject({ dir: history.gitDir, shallow: false, objectFormat: "sha1" });
  const linked = await openSource(join(folder, "linked"));
  expect(linked).toMatchObject({ dir: join(history.gitDir, "worktrees/linked"), commonDir: history.gitDir });
  expect((await openSource(join(folder, "bare.git"))).dir).toBe(join(folder, "bare.git"));
});

it("C20 knows a sha256 repository", async () => {
  using stage = scene("sha256");
  expect((await openSource(stage.history.path)).objectFormat).toBe("sha256");
});

it("C12 sees that a clone is shallow", async () => {
  using stage = scene();
  const { history, folder } = stage;
  history.commits([{ files: { a: "1" } }, { files: { a: "2" } }]);
  history.git(["clone", "-q", "--depth", "1", `file://${history.path}`, join(folder, "cut")]);
  expect((await openSource(join(folder, "cut"))).shallow).toBe(true);
});

describe("C18 what is no path is refused:", () => {
  it.each([
    "ext::sh -c touch% marker",
    "-x",
    "--upload-pack=x",
    "https://host/x",
    "git@host:x",
    "file:///x",
    "",
    "a\0b",
    "fd::7",
  ])("%j", (path) => expect(openSource(path)).rejects.toMatchObject({ code: "usage.repository" }));
});

it("tells what is absent from what is no repository", async () => {
  using stage = scene();
  const { folder } = stage;
  mkdirSync(join(folder, "plain"));
  mkdirSync(join(folder, "torn"));
  writeFileSync(join(folder, "torn/.git"), "gitdir: ../nowhere\n");
  writeFileSync(join(folder, "file"), "x");
  for (const name of ["plain", "torn", "absent", "file"]) {
    await expect(openSource(join(folder, name))).rejects.toMatchObject({ code: "git.not-a-repository" });
  }
});

it("C13 refuses what another user owns, unless that one path is trusted", async () => {
  using stage = scene();
  const user = (process.getuid?.() ?? 0) + 1;
  await expect(openSource(stage.history.path, { user })).rejects.toMatchObject({ code: "git.ownership" });
  expect((await openSource(stage.history.path, { user, trusted: true })).trusted).toBe(true);
});

it("J11 says that it cannot follow links without end", async () => {
  using stage = scene();
  symlinkSync("loop", join(stage.folder, "loop"));
  await expect(openSource(join(stage.folder, "loop"))).rejects.toMatchObject({ code: "git.unreadable" });
});

it("J11 does not read what is no file, nor one without end", async () => {
  using stage = scene();
  mkdirSync(join(stage.history.gitDir, "shallow"));
  await expect(openSource(stage.history.path)).rejects.toMatchObject({ code: "git.unreadable" });
});

it.each([
  ["", "sha1"],
  ["[core]\n\tbare = true\n", "sha1"],
  ["[extensions]\n\tobjectformat = sha256\n", "sha256"],
  ["[Extensions] objectFormat = SHA256 ; why\n", "sha256"],
  ['[extensions]\n\tobjectFormat="sha256"\n', "sha256"],
  ['[extensions "x"]\n\tobjectformat = sha256\n', "sha1"],
  ["[core]\n\tobjectformat = sha256\n", "sha1"],
  ["[extensions]\n# objectformat = sha256\n", "sha1"],
])("reads the object format from %j", (config, format) => {
  expect(objectFormatOf(config)).toBe(format);
});

it("C20 an unknown object format is refused", () => {
  expect(() => objectFormatOf("[extensions]\n\tobjectformat = sha512\n")).toThrow(
    expect.objectContaining({ code: "git.object-format" }),
  );
});
