import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gitHistory, tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { mirrorFolder } from "@countersign/home/mirror-folder";
import { FILES, allowed, failed, openStage, residual } from "./stage.testing.ts";

const REVIEWED = { "ranker/score.py": "def score(post):\n    return 2\n" };
const EVIL = { "ranker/evil.py": "def boost(post):\n    return 100\n" };

describe("group 3: trees that look like the reviewed one", () => {
  it("C28: a path in another case is another path", async () => {
    using folder = tempFolder();
    const { repo, c0, cover, gate } = await openStage(folder.path);
    const h = repo.commit({ files: { "ranker/new.py": "x = 1\n" }, parents: [c0], ref: "refs/heads/feature" });
    await cover(h);
    const landed = repo.commit({ files: { "ranker/New.py": "x = 1\n" }, parents: [c0], ref: null });
    expect(await gate(landed)).toMatchObject(residual("ranker/New.py"));
    expect(await gate(h)).toEqual(allowed());
  });

  it.each([
    ["a link whose target is the old text", { link: FILES["ranker/score.py"] }],
    ["an executable", { mode: "100755", content: FILES["ranker/score.py"] }],
  ] as const)("C29: the same blob as %s is a change", async (_, file) => {
    using folder = tempFolder();
    const { repo, c0, gate } = await openStage(folder.path);
    const landed = repo.commit({ files: { "ranker/score.py": file } });
    expect(repo.id(`${landed}:ranker/score.py`)).toBe(repo.id(`${c0}:ranker/score.py`));
    expect(await gate(landed)).toMatchObject(residual("ranker/score.py"));
  });

  it("C30: a submodule that the policy does not name is denied, approved or not", async () => {
    using folder = tempFolder();
    const { repo, c0, cover, gate } = await openStage(folder.path);
    const landed = repo.commit({ files: { "lib/x": { gitlink: "1".repeat(40) } } });
    const unseen = await gate(landed);
    expect(unseen).toMatchObject({ ...residual("lib/x"), reasons: ["gate.residual", "gate.submodule"] });
    await cover(landed, { base: c0 });
    expect(await gate(landed)).toMatchObject({ decision: "deny", code: "gate.submodule", exit: 4, residual: [] });
  });

  it("C31: a file moved across the border of the scope is a change on the side that is in scope", async () => {
    using folder = tempFolder();
    const { repo, c0, gate } = await openStage(folder.path);
    const text = FILES["ranker/score.py"];
    const out = repo.commit({ files: { "ranker/score.py": null, "docs/score.py": text }, parents: [c0], ref: null });
    expect(await gate(out)).toMatchObject(residual("ranker/score.py"));
    const hidden = repo.commit({ files: { "docs/evil.py": "x = 1\n" }, parents: [c0], ref: null });
    expect(await gate(hidden)).toEqual(allowed());
    const back = { "docs/evil.py": null, "ranker/evil.py": "x = 1\n" };
    expect(await gate(repo.commit({ files: back, parents: [hidden], ref: null }))).toMatchObject(
      residual("ranker/evil.py"),
    );
  });

  it("C32: attributes, modules and LFS settings are in scope in an excluded folder too", async () => {
    using folder = tempFolder();
    const { repo, gate } = await openStage(folder.path);
    const files = {
      "docs/.gitattributes": "* -diff\n",
      "docs/x/.gitmodules": "\n",
      "docs/.lfsconfig": "\n",
      "docs/b.md": "\n",
    };
    const expected = residual("docs/.gitattributes", "docs/.lfsconfig", "docs/x/.gitmodules");
    expect(await gate(repo.commit({ files }))).toMatchObject(expected);
  });

  it("C33: a tree without anything is a change of everything in scope", async () => {
    using folder = tempFolder();
    const { repo, gate } = await openStage(folder.path);
    const nothing = repo.commit({ tree: repo.git(["mktree"], "") });
    expect(await gate(nothing)).toMatchObject(residual("ranker/score.py", "ranker/weights.json", "ui/list.ts"));
  });
});

describe("group 3: lines that hide an edge", () => {
  it("C34: content that came and went again was deployed in between, and both edges are left over", async () => {
    using folder = tempFolder();
    const { repo, c0, gate } = await openStage(folder.path);
    const evil = repo.commit({ files: EVIL });
    const reverted = repo.commit({ files: { "ranker/evil.py": null } });
    expect(repo.id(`${reverted}^{tree}`)).toBe(repo.id(`${c0}^{tree}`));
    expect(await gate(reverted)).toMatchObject(residual("ranker/evil.py", "ranker/evil.py"));
    expect(await gate(evil)).toMatchObject(residual("ranker/evil.py"));
  });

  it("C35: two approved changes of one file that land in the other order are two other changes", async () => {
    using folder = tempFolder();
    const { repo, c0, cover, gate } = await openStage(folder.path);
    const path = "ranker/score.py";
    const h1 = repo.commit({ files: { [path]: "a\nb\nc\nd\ne\n" }, parents: [c0], ref: "refs/heads/one" });
    await cover(h1, { base: c0 });
    const h2 = repo.commit({ files: { [path]: "A\nb\nc\nd\ne\n" }, parents: [h1], ref: "refs/heads/one" });
    const h3 = repo.commit({ files: { [path]: "A\nb\nc\nd\nE\n" }, parents: [h2], ref: "refs/heads/one" });
    await cover(h2, { base: h1 });
    await cover(h3, { base: h2 });
    expect(await gate(h3)).toEqual(allowed());
    const other = repo.commit({ files: { [path]: "a\nb\nc\nd\nE\n" }, parents: [h1], ref: null });
    expect(await gate(other)).toMatchObject(residual(path));
    const swapped = repo.commit({ files: { [path]: "A\nb\nc\nd\nE\n" }, parents: [other], ref: null });
    expect(await gate(swapped)).toMatchObject(residual(path, path));
  });

  it("C36: dates far back and far ahead move no commit out of the walk", async () => {
    using folder = tempFolder();
    const { repo, c0, gate, cover } = await openStage(folder.path);
    const evil = repo.commit({ files: EVIL, date: 0 });
    const good = repo.commit({ files: REVIEWED, date: 4_000_000_000 });
    const tip = repo.commit({ files: { "docs/a.md": "new\n" }, date: 1 });
    await cover(good, { base: evil });
    expect(await gate(tip)).toMatchObject(residual("ranker/evil.py"));
    await cover(evil, { base: c0 });
    expect(await gate(tip)).toEqual(allowed());
  });

  it("C37: main merged into the branch first and the branch then made main shows the branch's own edges", async () => {
    using folder = tempFolder();
    const { repo, c0, cover, gate } = await openStage(folder.path);
    const fix = repo.commit({ files: REVIEWED });
    await cover(fix, { base: c0 });
    const evil = repo.commit({ files: EVIL, parents: [c0], ref: "refs/heads/branch" });
    const foxtrot = repo.merge(evil, fix);
    expect(await gate(foxtrot)).toMatchObject(residual("ranker/evil.py"));
    await cover(evil, { base: c0 });
    expect(await gate(foxtrot)).toEqual(allowed());
  });

  it("C38: commits out of scope between the commits of an approved change do not break it up", async () => {
    using folder = tempFolder();
    const { repo, c0, cover, gate } = await openStage(folder.path);
    const h1 = repo.commit({ files: REVIEWED, parents: [c0], ref: "refs/heads/feature" });
    const h2 = repo.commit({
      files: { "ui/list.ts": "export const list = [2];\n" },
      parents: [h1],
      ref: "refs/heads/feature",
    });
    await cover(h2);
    repo.commit({ files: { "docs/a.md": "1\n" }, parents: [c0] });
    const first = repo.commit({ files: REVIEWED });
    repo.commit({ files: { "docs/a.md": "2\n" } });
    const landed = repo.commit({ files: { "ui/list.ts": "export const list = [2];\n" } });
    expect(await gate(landed)).toEqual(allowed());
    expect(await gate(first)).toMatchObject(residual("ranker/score.py"));
    const more = repo.commit({ files: EVIL });
    expect(await gate(more)).toMatchObject(residual("ranker/evil.py"));
  });
});

describe("group 3: places that are not what they seem", () => {
  it("C39: a ref of the source that looks like one of the mirror's own keeps nothing, a forged one of the mirror fails", async () => {
    using folder = tempFolder();
    const { repo, c0, home, gate, run } = await openStage(folder.path);
    const evil = repo.commit({ files: EVIL });
    const absent = "1".repeat(40);
    repo.ref(`refs/countersign/id/${absent}`, c0);
    repo.ref(`refs/countersign/id/${c0}`, evil);
    expect(await gate(c0)).toMatchObject({ decision: "allow", exit: 0 });
    expect(await gate(absent)).toMatchObject(failed("git.missing-object"));
    const mirror = join(mirrorFolder({ dir: home }, "local:feed"), "mirror.git");
    const forged = join(mirror, `refs/countersign/id/${absent}`);
    writeFileSync(forged, `${absent}\n`);
    expect(await gate(absent, { home })).toMatchObject(failed("git.missing-object"));
    const captured = await run("capture", "--repo", repo.path, "--base", c0, "--head", absent, "--json");
    expect(captured).toMatchObject({ exit: 6, json: { code: "git.missing-object" } });
    expect(await gate(evil, { home })).toMatchObject(failed("git.missing-object"));
    rmSync(forged);
    expect(await gate(evil, { home })).toMatchObject(residual("ranker/evil.py"));
  });

  it("C40: a root behind the .git file of a work tree lies inside the repository all the same", async () => {
    using folder = tempFolder();
    const { repo, c0, home, gate, run } = await openStage(folder.path);
    const linked = join(folder.path, "linked");
    mkdirSync(linked);
    writeFileSync(join(linked, ".git"), `gitdir: ${repo.gitDir}\n`);
    expect(await gate(c0, { repo: linked })).toMatchObject({ decision: "allow", exit: 0 });
    const inside = join(repo.gitDir, "root.json");
    copyFileSync(join(home, "root.json"), inside);
    const bundle = join(folder.path, "log.bundle");
    const args = ["--commit", c0, "--env", "production", "--root", inside, "--bundle", bundle, "--json"];
    expect(await run("gate", "--repo", linked, ...args)).toMatchObject({
      exit: 2,
      json: { code: "usage.root-in-repository" },
    });
  });

  it("C41: linked work trees, bare clones and repacked ones answer alike", async () => {
    using folder = tempFolder();
    const { repo, c0, cover, gate } = await openStage(folder.path);
    const good = repo.commit({ files: REVIEWED });
    await cover(good, { base: c0 });
    const evil = repo.commit({ files: EVIL });
    const [tree, bare] = [join(folder.path, "tree"), join(folder.path, "bare.git")];
    repo.git(["worktree", "add", "-q", "--detach", tree, good]);
    repo.git(["clone", "-q", "--bare", ".", bare]);
    repo.git(["repack", "-adq"]);
    repo.git(["pack-refs", "--all"]);
    for (const place of [repo.path, tree, bare]) {
      expect(await gate(good, { repo: place })).toEqual(allowed());
      expect(await gate(evil, { repo: place })).toMatchObject(residual("ranker/evil.py"));
    }
  });

  it("C42: a repository that has lost everything allows nothing, not even what is settled", async () => {
    using folder = tempFolder();
    const { c0, gate } = await openStage(folder.path);
    const empty = gitHistory(join(folder.path, "empty"));
    expect(await gate(c0, { repo: empty.path })).toMatchObject(failed("git.missing-object"));
    rmSync(join(empty.gitDir, "refs"), { recursive: true });
    expect(await gate(c0, { repo: empty.path })).toMatchObject(failed("git.not-a-repository"));
  });
});
