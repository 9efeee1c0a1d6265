import { randomBytes } from "node:crypto";
import { chownSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { gitHistory } from "@countersign/testkit";
import { fetchCommits } from "./fetch.ts";
import { headerDefects } from "./header-defects.ts";
import { typesOf } from "./object-types.ts";
import { runGit } from "./run.ts";
import { scene } from "./scene.ts";
import type { Scene } from "./scene.ts";
import { openSource } from "./source.ts";

const OLGA = "Olga <olga@acme.example>";
const rawCommit = (stage: Scene, change: (lines: string[]) => string[] = (lines) => lines, tree?: string) => {
  const content = tree ?? stage.history.git(["mktree"], "");
  const lines = [
    `tree ${content}`,
    `author ${OLGA} 1700000000 +0000`,
    `committer ${OLGA} 1700000000 +0000`,
    "",
    "m",
    "",
  ];
  return stage.oid(stage.history.raw("commit", change(lines).join("\n")));
};
const badZone = (stage: Scene) => rawCommit(stage, (lines) => lines.with(1, `author ${OLGA} 1700000000 +99999999`));
const looseFile = (gitDir: string, oid: string) => join(gitDir, "objects", oid.slice(0, 2), oid.slice(2));

describe.each(["sha1", "sha256"] as const)("from a %s repository", (format) => {
  it("C23 fetches the ids and refs asked for, and nothing else", async () => {
    using stage = scene(format);
    const { history } = stage;
    const main = stage.oid(history.commit({ files: { a: "1" } }));
    const pull = stage.oid(history.commit({ ref: "refs/pull/1/head", files: { evil: "1" } }));
    const side = stage.oid(history.commit({ ref: null, files: { b: "1" } }));
    const mirror = await stage.openMirror();
    const { refs } = await fetchCommits(mirror, await openSource(history.path), {
      refs: ["refs/heads/main"],
      wants: [side],
    });
    expect([...refs]).toEqual([["refs/heads/main", main]]);
    expect(await typesOf(mirror, [main, side, pull])).toEqual([
      [main, "commit"],
      [side, "commit"],
      [pull, undefined],
    ]);
    const names = (await runGit(mirror, ["for-each-ref", "--format=%(refname)"])).stdout.toString().trim().split("\n");
    expect(names).toEqual([main, side].toSorted().map((oid) => `refs/countersign/id/${oid}`));
    expect(existsSync(join(mirror.dir, "FETCH_HEAD"))).toBe(false);
  });
});

it("does not go to the source for what is there", async () => {
  using stage = scene();
  const tip = stage.oid(stage.history.commit({ files: { a: "1" } }));
  const mirror = await stage.fetch({ wants: [tip] });
  const source = await openSource(stage.history.path);
  rmSync(stage.history.path, { recursive: true });
  await fetchCommits(mirror, source, { wants: [tip] });
  await expect(fetchCommits(mirror, source, { wants: [stage.oid("1".repeat(40))] })).rejects.toMatchObject({
    code: expect.stringMatching(/^git\./),
  });
});

it("peels a tag, and refuses a ref that is not there", async () => {
  using stage = scene();
  const tip = stage.oid(stage.history.commit({ files: { a: "1" } }));
  stage.history.git(["tag", "-a", "-m", "one", "v1"]);
  const mirror = await stage.openMirror();
  const source = await openSource(stage.history.path);
  expect((await fetchCommits(mirror, source, { refs: ["refs/tags/v1"] })).refs.get("refs/tags/v1")).toBe(tip);
  await expect(stage.fetch({ refs: ["refs/heads/gone"] })).rejects.toMatchObject({ code: "usage.ref" });
});

it("C17 the id of a tree, a blob or a tag is no commit", async () => {
  using stage = scene();
  const { history } = stage;
  history.commit({ files: { a: "1" } });
  history.git(["tag", "-a", "-m", "one", "v1"]);
  for (const revision of ["main^{tree}", "main:a", "v1"]) {
    const wants = [stage.oid(history.id(revision))];
    await expect(stage.fetch({ wants })).rejects.toMatchObject({ code: "usage.commit" });
    await expect(stage.fetch({ wants })).rejects.toMatchObject({ code: "usage.commit" });
  }
});

it("C8 replaced objects of the source are ignored", async () => {
  using stage = scene();
  const { history } = stage;
  const good = history.commit({ files: { a: "good" } });
  const evil = history.commit({ ref: null, files: { a: "evil" } });
  const parent = history.commit({ files: { a: "2" } });
  history.git(["replace", good, evil]);
  history.git(["replace", "--graft", parent]);
  await using repository = await stage.repository(parent);
  const commit = await repository.commit(stage.oid(parent));
  expect(commit.parents).toEqual([good]);
  const [difference] = await repository.diff((await repository.commit(stage.oid(good))).tree, commit.tree);
  expect(Buffer.from(await repository.blob(difference?.oldOid ?? stage.oid(evil), 10)).toString()).toBe("good");
});

it("C9 a source with grafts cannot deliver", async () => {
  using stage = scene();
  const [, tip = ""] = stage.history.commits([{ files: { a: "1" } }, { files: { a: "2" } }]);
  mkdirSync(join(stage.history.gitDir, "info"), { recursive: true });
  writeFileSync(join(stage.history.gitDir, "info/grafts"), `${tip}\n`);
  await expect(stage.fetch({ wants: [stage.oid(tip)] })).rejects.toMatchObject({ code: "git.fetch" });
});

it("C12 a shallow source is told from one that lacks the commit", async () => {
  using stage = scene();
  const [first = "", tip = ""] = stage.history.commits([{ files: { a: "1" } }, { files: { a: "2" } }]);
  const cut = join(stage.folder, "cut");
  stage.history.git(["clone", "-q", "--depth", "1", `file://${stage.history.path}`, cut]);
  const mirror = await stage.openMirror();
  for (const id of [tip, first]) {
    const fetching = fetchCommits(mirror, await openSource(cut), { wants: [stage.oid(id)] });
    await expect(fetching).rejects.toMatchObject({ code: "git.shallow" });
  }
  await expect(stage.fetch({ wants: [stage.oid("1".repeat(40))] })).rejects.toMatchObject({
    code: "git.missing-object",
  });
  await stage.fetch({ wants: [stage.oid(tip)] });
});

it("C12 a deleted blob and a partial clone are missing objects, and nothing loads them", async () => {
  using stage = scene();
  const { history } = stage;
  const tip = history.commit({ files: { a: "1" } });
  const partial = join(stage.folder, "partial");
  history.git(["config", "uploadpack.allowFilter", "true"]);
  history.git(["clone", "-q", "--bare", "--filter=blob:none", `file://${history.path}`, partial]);
  const mirror = await stage.openMirror();
  const fetching = fetchCommits(mirror, await openSource(partial), { wants: [stage.oid(tip)] });
  await expect(fetching).rejects.toMatchObject({ code: "git.missing-object" });
  rmSync(looseFile(history.gitDir, history.id(`${tip}:a`)));
  await expect(stage.fetch({ wants: [stage.oid(tip)] })).rejects.toMatchObject({ code: "git.missing-object" });
});

it("C20 objects of one format do not go into a mirror of the other", async () => {
  using wide = scene("sha256");
  using narrow = scene("sha1");
  const source = await openSource(wide.history.path);
  const fetching = fetchCommits(await narrow.openMirror(), source, { refs: ["refs/heads/main"] });
  await expect(fetching).rejects.toMatchObject({ code: "git.object-format" });
});

it("C13 a trusted repository is served whoever owns it and whatever its path", async () => {
  using stage = scene();
  const history = gitHistory(join(stage.folder, "it's $(touch marker); `touch marker`"));
  const tip = stage.oid(history.commit({ files: { a: "1" } }));
  // Only root can give a repository away; for others it stays their own.
  if (process.getuid?.() === 0) for (const path of [history.gitDir, history.path]) chownSync(path, 1234, 1234);
  const mirror = await stage.openMirror();
  await fetchCommits(mirror, await openSource(history.path, { trusted: true }), { wants: [tip] });
  expect(await typesOf(mirror, [tip])).toEqual([[tip, "commit"]]);
  expect(existsSync(join(stage.folder, "marker")) || existsSync(join(mirror.dir, "marker"))).toBe(false);
});

describe("C21 a tree that git writes only by force does not come in:", () => {
  const entry = (mode: string, name: string, id: string) =>
    Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, "hex")]);
  it.each<[string, readonly (readonly [string, string])[], string]>([
    [
      "duplicateEntries",
      [
        ["100644", "a"],
        ["100644", "a"],
      ],
      "a doubled name",
    ],
    [
      "treeNotSorted",
      [
        ["100644", "b"],
        ["100644", "a"],
      ],
      "unsorted",
    ],
    ["hasDotgit", [["100644", ".git"]], ".git"],
    ["hasDotdot", [["100644", ".."]], ".."],
    ["fullPathname", [["100644", "a/b"]], "a slash"],
    ["badFilemode", [["100664", "a"]], "mode 100664"],
    ["badFilemode", [["100600", "a"]], "mode 100600"],
    ["zeroPaddedFilemode", [["0100644", "a"]], "a leading zero"],
  ])("%s", async (defect, entries) => {
    using stage = scene();
    const blob = stage.history.raw("blob", "x");
    const tree = stage.history.raw("tree", Buffer.concat(entries.map(([mode, name]) => entry(mode, name, blob))));
    const tip = rawCommit(stage, (lines) => lines, tree);
    const detail = expect.stringMatching(`${tree}.*${defect}`);
    await expect(stage.fetch({ wants: [tip] })).rejects.toMatchObject({ code: "git.fsck", detail });
    await expect(stage.fetch({ wants: [tip] })).rejects.toMatchObject({ code: "git.fsck" });
  });

  it("file and folder of one name", async () => {
    using stage = scene();
    const { history } = stage;
    const inner = history.git(["mktree"], "");
    const blob = history.raw("blob", "x");
    const tree = history.raw("tree", Buffer.concat([entry("100644", "a", blob), entry("40000", "a", inner)]));
    await expect(stage.fetch({ wants: [rawCommit(stage, (lines) => lines, tree)] })).rejects.toMatchObject({
      code: "git.fsck",
    });
  });
});

describe("C27 old header defects", () => {
  it("are refused by name", async () => {
    using stage = scene();
    const old = badZone(stage);
    const detail = expect.stringMatching(`${old}.*badTimezone`);
    await expect(stage.fetch({ wants: [old] })).rejects.toMatchObject({ code: "git.fsck", detail });
  });

  it("pass for the listed commits only", async () => {
    using stage = scene();
    const old = badZone(stage);
    const other = rawCommit(stage, (lines) => lines.with(2, `committer ${OLGA}1700000000 +0000`));
    await stage.fetch({ wants: [old], skipList: [old] });
    await expect(stage.fetch({ wants: [other], skipList: [old] })).rejects.toMatchObject({ code: "git.fsck" });
    await stage.fetch({ wants: [other], skipList: [old, other] });
  });

  it("do not stay admitted when the list gets shorter", async () => {
    using stage = scene();
    const old = badZone(stage);
    await stage.fetch({ wants: [old], skipList: [old] });
    await expect(stage.fetch({ wants: [old] })).rejects.toMatchObject({ code: "git.fsck" });
  });

  it("are not a door for trees", async () => {
    using stage = scene();
    const blob = Buffer.from(stage.history.raw("blob", "x"), "hex");
    const tree = stage.oid(stage.history.raw("tree", Buffer.concat([Buffer.from("100664 a\0"), blob])));
    const tip = rawCommit(stage, (lines) => lines, tree);
    await expect(stage.fetch({ wants: [tip], skipList: [tree] })).rejects.toMatchObject({ code: "git.fsck" });
  });

  it("are listed for a newcomer, without anything getting into the mirror", async () => {
    using stage = scene();
    const { history, searchPath } = stage;
    const old = badZone(stage);
    const tip = stage.oid(history.commit({ parents: [old], files: { a: "1" } }));
    const source = await openSource(history.path);
    expect(await headerDefects(source, { wants: [tip], searchPath })).toEqual([{ oid: old, defect: "badTimezone" }]);
    await expect(stage.fetch({ wants: [tip] })).rejects.toMatchObject({ code: "git.fsck" });
  });
});

it("C13 nothing that the source's settings name is run", async () => {
  using stage = scene();
  const { history, folder } = stage;
  const marker = join(folder, "marker");
  const run = `touch '${marker}'; false`;
  const tip = history.commit({ files: { ".gitattributes": "* diff=x merge=x filter=x\n", a: "1" } });
  const lost = history.commit({ files: { a: "lost" } });
  for (const [name, value] of [
    ["core.fsmonitor", run],
    ["core.sshCommand", run],
    ["core.hooksPath", join(folder, "hooks")],
    ["core.pager", run],
    ["core.alternateRefsCommand", run],
    ["diff.external", run],
    ["diff.x.textconv", run],
    ["diff.x.command", run],
    ["merge.x.driver", run],
    ["filter.x.clean", run],
    ["uploadpack.packObjectsHook", run],
    ["credential.helper", `!${run}`],
    ["remote.origin.url", "ssh://host/x"],
    ["remote.origin.uploadpack", run],
    ["remote.origin.promisor", "true"],
    ["extensions.partialClone", "origin"],
    ["core.repositoryFormatVersion", "1"],
  ] as const) {
    history.git(["config", name, value]);
  }
  mkdirSync(join(folder, "hooks"));
  for (const hook of ["reference-transaction", "post-checkout", "pre-auto-gc"]) {
    writeFileSync(join(folder, "hooks", hook), `#!/bin/sh\n${run}\n`, { mode: 0o755 });
  }
  await stage.fetch({ wants: [stage.oid(tip)], refs: [] });
  rmSync(looseFile(history.gitDir, history.id(`${lost}:a`)));
  await expect(stage.fetch({ wants: [stage.oid(lost)] })).rejects.toMatchObject({ code: "git.missing-object" });
  history.git(["config", "remote.origin.url", join(folder, "elsewhere")]);
  await expect(stage.fetch({ wants: [stage.oid(lost)] })).rejects.toMatchObject({ code: "git.missing-object" });
  expect(existsSync(marker)).toBe(false);
});

it("C13 a repository hidden inside the git directory is not taken for it", async () => {
  using stage = scene();
  const { history } = stage;
  const good = history.commit({ files: { a: "good" } });
  history.git(["clone", "-q", "--bare", ".", join(history.gitDir, ".git")]);
  const tip = history.commit({ files: { a: "2" } });
  const mirror = await stage.openMirror();
  const { refs } = await fetchCommits(mirror, await openSource(history.path), { refs: ["refs/heads/main"] });
  expect([good, tip].indexOf(refs.get("refs/heads/main") ?? "")).toBe(1);
});

describe("J6 a fetch ends", { timeout: 60_000 }, () => {
  const bulky = (stage: Scene) => stage.oid(stage.history.commit({ files: { noise: randomBytes(1 << 24) } }));
  const leftovers = (dir: string) => readdirSync(join(dir, "objects/pack")).filter((name) => name.startsWith("tmp_"));

  it("by time", async () => {
    using stage = scene();
    const wants = [bulky(stage)];
    await expect(stage.fetch({ wants, seconds: 0.01 })).rejects.toMatchObject({ code: "limit.fetch" });
    expect(leftovers(stage.mirrorDir)).toEqual([]);
    await stage.fetch({ wants });
  });

  it("by size", async () => {
    using stage = scene();
    const wants = [bulky(stage)];
    await expect(stage.fetch({ wants, size: 1 << 16 })).rejects.toMatchObject({ code: "limit.fetch" });
    expect(leftovers(stage.mirrorDir)).toEqual([]);
  });

  it("and takes away what one that was killed had left", async () => {
    using stage = scene();
    await stage.fetch({ wants: [stage.oid(stage.history.commit({ files: { "a.txt": "1\n" } }))] });
    writeFileSync(join(stage.mirrorDir, "objects/pack/tmp_pack_killed"), "half a pack");
    await stage.fetch({ wants: [stage.oid(stage.history.commit({ files: { "a.txt": "2\n" } }))] });
    expect(leftovers(stage.mirrorDir)).toEqual([]);
  });

  it("when the caller gives up", async () => {
    using stage = scene();
    const gone = AbortSignal.abort(new Error("enough"));
    await expect(stage.fetch({ wants: [bulky(stage)], signal: gone })).rejects.toThrow("enough");
  });
});

it("keeps the skip list in a file that git reads", async () => {
  using stage = scene();
  const old = badZone(stage);
  const mirror = await stage.fetch({ wants: [old], skipList: [old] });
  expect(readFileSync(join(mirror.dir, "skip-list"), "latin1")).toBe(`${old}\n`);
});
