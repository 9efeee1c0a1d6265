import { createHash } from "node:crypto";
import { chmodSync, cpSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gate as judge, parseOid } from "@countersign/core";
import type { ObjectSource } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { tempFolder } from "@countersign/testkit";
import type { History } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { readRoot } from "../pinned-root.ts";
import { readSoundBundle } from "../judging.ts";
import { mirrorFolder } from "@countersign/home/mirror-folder";
import { objectSource, openMirrored } from "../source.ts";
import { allowed, failed, openStage, residual } from "./stage.testing.ts";
import type { Stage } from "./stage.testing.ts";

const REVIEWED = { "ranker/score.py": "def score(post):\n    return 2\n" };
const EVIL = { "ranker/evil.py": "def boost(post):\n    return 100\n" };
const OLGA = "Olga <olga@acme.example>";

/** The mirror that the home of a stage keeps. */
function mirrorOf({ home }: Stage): string {
  return join(mirrorFolder({ dir: home }, "local:feed"), "mirror.git");
}

/** Exit and document of capturing c0..head. */
async function captureOf({ run, repo, c0 }: Stage, head: string, path = repo.path): Promise<object> {
  const { exit, json } = await run("capture", "--repo", path, "--base", c0, "--head", head, "--json");
  return { exit, ...(json as object) };
}

/** What a command answers that refuses. */
function refused(code: string, exit = 6): object {
  return { decision: "error", code, exit };
}

function looseFile(gitDir: string, oid: string): string {
  return join(gitDir, "objects", oid.slice(0, 2), oid.slice(2));
}

/** Puts the file of one object under the id of another, which git reads without complaint. */
function overwrite(gitDir: string, oid: string, file: string): void {
  chmodSync(looseFile(gitDir, oid), 0o644);
  writeFileSync(looseFile(gitDir, oid), readFileSync(file));
}

describe("group 3: other histories", () => {
  it("C8: replace refs of the source change nothing, those of the mirror stop a capture", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover, gate } = stage;
    const good = repo.commit({ files: REVIEWED });
    await cover(good, { base: c0 });
    const evil = repo.commit({ files: EVIL });
    repo.git(["replace", evil, good]);
    expect(await gate(evil)).toMatchObject(residual("ranker/evil.py"));
    repo.git(["replace", "-d", evil]);
    repo.git(["replace", "--graft", evil, c0]);
    expect(await gate(evil)).toMatchObject(residual("ranker/evil.py"));
    repo.git(["replace", good, evil]);
    expect(await gate(good)).toEqual(allowed());
    mkdirSync(join(mirrorOf(stage), "refs/replace"), { recursive: true });
    writeFileSync(join(mirrorOf(stage), "refs/replace", evil), `${good}\n`);
    expect(await captureOf(stage, good)).toMatchObject(refused("git.replace-refs"));
    expect(await gate(good, { home: stage.home })).toMatchObject(failed("git.replace-refs"));
  });

  it("C9: a source with grafts cannot deliver, a mirror with grafts is not used", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover, gate } = stage;
    const evil = repo.commit({ files: EVIL });
    const good = repo.commit({ files: REVIEWED });
    await cover(good, { base: evil });
    mkdirSync(join(repo.gitDir, "info"), { recursive: true });
    writeFileSync(join(repo.gitDir, "info/grafts"), `${good} ${c0}\n`);
    expect(await gate(good)).toMatchObject(failed("git.fetch"));
    rmSync(join(repo.gitDir, "info/grafts"));
    expect(await gate(good)).toMatchObject(residual("ranker/evil.py"));
    mkdirSync(join(mirrorOf(stage), "info"), { recursive: true });
    writeFileSync(join(mirrorOf(stage), "info/grafts"), `${good} ${c0}\n`);
    expect(await captureOf(stage, good)).toMatchObject(refused("git.grafts"));
    expect(await gate(good, { home: stage.home })).toMatchObject(failed("git.grafts"));
  });

  it("C10: a forged commit-graph hides no edge, neither in the source nor in the mirror", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover, gate, capture } = stage;
    const evil = repo.commit({ files: EVIL, author: "Nils <nils@nordsec.example>" });
    const good = repo.commit({ files: REVIEWED });
    const tip = repo.commit({ files: { "ui/list.ts": "export const list = [1];\n" } });
    await cover(tip, { base: evil });
    const { change, contributors } = await capture(tip, { base: c0 });
    expect(contributors).toHaveLength(2);
    const graph = "objects/info/commit-graph";
    repo.git(["commit-graph", "write", "--reachable"]);
    forgeParent(join(repo.gitDir, graph), good, c0);
    expect(repo.git(["rev-list", `${c0}..${tip}`]).split("\n")).toEqual([tip, good]);
    expect(await gate(tip)).toMatchObject(residual("ranker/evil.py"));
    const mirror = mirrorOf(stage);
    repo.git(["--git-dir", mirror, "commit-graph", "write", "--reachable"]);
    forgeParent(join(mirror, graph), good, c0);
    expect(await capture(tip, { base: c0 })).toMatchObject({ change, contributors });
    expect(await gate(tip, { home: stage.home })).toMatchObject(residual("ranker/evil.py"));
  });
});

/** Gives a commit another first parent in a commit-graph file and corrects the file's trailing hash. */
function forgeParent(file: string, commit: string, parent: string): void {
  const graph = readFileSync(file);
  const chunk = (name: string) => Number(graph.readBigUInt64BE(graph.indexOf(name, 8, "latin1") + 4));
  const count = graph.readUInt32BE(chunk("OIDF") + 255 * 4);
  const ids = Array.from({ length: count }, (_, at) => {
    const start = chunk("OIDL") + 20 * at;
    return graph.toString("hex", start, start + 20);
  });
  graph.writeUInt32BE(ids.indexOf(parent), chunk("CDAT") + 36 * ids.indexOf(commit) + 20);
  const body = graph.subarray(0, -20);
  chmodSync(file, 0o644);
  writeFileSync(file, Buffer.concat([body, createHash("sha1").update(body).digest()]));
}

describe("group 3: objects that are not what they are called", () => {
  it("C11: other content under the id of an object is never read", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover, gate } = stage;
    const good = repo.commit({ files: REVIEWED });
    await cover(good, { base: c0 });
    const blob = repo.id(`${good}:ranker/score.py`);
    const evil = looseFile(repo.gitDir, repo.raw("blob", "def score(post):\n    return 9\n"));
    const mirror = mirrorOf(stage);
    unpack(repo, mirror);
    const intact = join(folder.path, "intact.git");
    cpSync(mirror, intact, { recursive: true });
    overwrite(mirror, blob, evil);
    expect(await captureOf(stage, good)).toMatchObject(refused("git.object-hash"));
    expect(await gate(good, { home: stage.home })).toMatchObject(failed("git.object-hash"));
    rmSync(mirror, { recursive: true });
    cpSync(intact, mirror, { recursive: true });
    expect(await captureOf(stage, good)).toMatchObject({ exit: 0, outcome: "present" });
    overwrite(mirror, repo.id(`${good}^{tree}`), looseFile(mirror, repo.id(`${c0}^{tree}`)));
    expect(await captureOf(stage, good)).toMatchObject(refused("git.object-hash"));
    overwrite(repo.gitDir, blob, evil);
    expect(repo.git(["cat-file", "blob", blob])).toContain("return 9");
    expect(await gate(good)).toMatchObject(failed("git.fetch"));
  });

  it("C12: what is shallow, partial, deleted or lent from elsewhere is never read as no difference", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover, gate } = stage;
    const good = repo.commit({ files: REVIEWED });
    await cover(good, { base: c0 });
    const clone = (name: string, ...options: readonly string[]) => {
      const path = join(folder.path, name);
      repo.git(["clone", "-q", ...options, `file://${repo.path}`, path]);
      return path;
    };
    repo.git(["config", "uploadpack.allowFilter", "true"]);
    const shallow = clone("shallow", "--depth", "1");
    const partial = clone("partial", "--bare", "--filter=blob:none");
    expect(await gate(good, { repo: shallow })).toMatchObject(failed("git.shallow"));
    expect(await captureOf(stage, good, shallow)).toMatchObject({ exit: 0, outcome: "present" });
    expect(await gate(good, { repo: partial })).toMatchObject(failed("git.missing-object"));
    const shared = clone("shared");
    rmSync(join(shared, ".git/objects"), { recursive: true });
    mkdirSync(join(shared, ".git/objects/info"), { recursive: true });
    writeFileSync(join(shared, ".git/objects/info/alternates"), `${repo.gitDir}/objects\n`);
    expect(await gate(good, { repo: shared })).toEqual(allowed());
    rmSync(looseFile(repo.gitDir, repo.id(`${good}:ranker/score.py`)));
    expect(await gate(good)).toMatchObject(failed("git.missing-object"));
    expect(await gate("1".repeat(40))).toMatchObject(failed("git.missing-object"));
    writeFileSync(join(mirrorOf(stage), "objects/info/alternates"), `${repo.gitDir}/objects\n`);
    expect(await captureOf(stage, good)).toMatchObject(refused("git.alternates"));
    rmSync(join(mirrorOf(stage), "objects/info/alternates"));
    writeFileSync(join(mirrorOf(stage), "shallow"), `${good}\n`);
    expect(await captureOf(stage, good)).toMatchObject(refused("git.shallow"));
    expect(await gate(good, { home: stage.home })).toMatchObject(failed("git.shallow"));
  });

  it("C19: other bytes under an equal object id make another digest", async () => {
    using folder = tempFolder();
    const { repo, c0, cover, gate, home } = await openStage(folder.path);
    const good = repo.commit({ files: REVIEWED });
    await cover(good, { base: c0 });
    expect(await gate(good)).toEqual(allowed());
    const log = await readSoundBundle(join(folder.path, "log.bundle"), await readRoot(join(home, "root.json")));
    await using mirrored = await openMirrored(repo.path, process.env);
    const collided = repo.id(`${good}:ranker/score.py`);
    const source: ObjectSource = {
      async open(objects) {
        const real = await objectSource(mirrored).open(objects);
        const digest: typeof real.digest = async (oid) =>
          oid === collided ? { ...(await real.digest(oid)), sha256: "9".repeat(64) } : real.digest(oid);
        return { ...real, digest };
      },
    };
    const now = Math.floor(Date.now() / 1000);
    const request = {
      repository: "local:feed",
      ref: "refs/heads/main",
      commit: parseOid(good, "sha1"),
      environment: "production",
      source: ".",
    };
    const verdict = await judge({ crypto: nodeCrypto, source, classify: async () => undefined, now }, log, request);
    expect(verdict).toMatchObject({
      decision: "deny",
      code: "gate.residual",
      edges: [{ residual: [{ path: "ranker/score.py" }] }],
    });
  });
});

/** Turns the packs of a git directory into loose objects. */
function unpack(repo: History, gitDir: string): void {
  const packs = join(gitDir, "objects/pack");
  for (const name of readdirSync(packs)) {
    const moved = join(gitDir, name);
    renameSync(join(packs, name), moved);
    if (name.endsWith(".pack")) repo.git(["--git-dir", gitDir, "unpack-objects", "-q"], readFileSync(moved));
    rmSync(moved);
  }
}

describe("group 3: object formats", () => {
  it("C20: a sha256 repository is judged like any other", async () => {
    using folder = tempFolder();
    const { repo, c0, cover, gate } = await openStage(folder.path, { objectFormat: "sha256" });
    const good = repo.commit({ files: REVIEWED });
    expect(good).toHaveLength(64);
    expect(await gate(good)).toMatchObject(residual("ranker/score.py"));
    await cover(good, { base: c0 });
    expect(await gate(good)).toEqual(allowed());
    expect(await gate(repo.commit({ files: EVIL }))).toMatchObject(residual("ranker/evil.py"));
  });

  it("C20: formats are never mixed", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { gate } = stage;
    using other = tempFolder();
    const long = await openStage(other.path, { objectFormat: "sha256" });
    expect(await gate(long.c0, { repo: long.repo.path })).toMatchObject({
      decision: "deny",
      code: "gate.no-settled-ancestor",
      exit: 4,
    });
    expect(await gate(long.c0)).toMatchObject(failed("git.object-format"));
    expect(await gate(stage.c0, { repo: long.repo.path })).toMatchObject(failed("git.object-format"));
    expect(await captureOf(stage, stage.c0, long.repo.path)).toMatchObject(refused("git.object-format"));
  });
});

describe("group 3: objects that git writes only by force", () => {
  const entry = (mode: string, name: string, id: string) =>
    Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, "hex")]);

  it.each<readonly [string, (repo: History) => readonly Buffer[]]>([
    ["a doubled name", (repo) => ["1", "2"].map((text) => entry("100644", "a", repo.raw("blob", text)))],
    ["an unsorted tree", (repo) => ["b", "a"].map((name) => entry("100644", name, repo.raw("blob", "x")))],
    [".git", (repo) => [entry("100644", ".git", repo.raw("blob", "x"))]],
    ["..", (repo) => [entry("100644", "..", repo.raw("blob", "x"))]],
    ["a slash in a name", (repo) => [entry("100644", "a/b", repo.raw("blob", "x"))]],
    [
      "file and folder of one name",
      (repo) => [entry("100644", "a", repo.raw("blob", "x")), entry("40000", "a", repo.git(["mktree"], ""))],
    ],
    ["mode 100664", (repo) => [entry("100664", "a", repo.raw("blob", "x"))]],
    ["mode 100600", (repo) => [entry("100600", "a", repo.raw("blob", "x"))]],
    ["mode 040000", (repo) => [entry("040000", "a", repo.git(["mktree"], ""))]],
  ])("C21: a tree with %s is no commit's to capture or to deploy", async (_, entries) => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, gate } = stage;
    const tree = repo.raw("tree", Buffer.concat(entries(repo)));
    const person = `${OLGA} 1700000000 +0000`;
    const commit = repo.raw("commit", `tree ${tree}\nparent ${c0}\nauthor ${person}\ncommitter ${person}\n\nm\n`);
    expect(await gate(commit)).toMatchObject(failed("git.fsck"));
    expect(await captureOf(stage, commit)).toMatchObject(refused("git.fsck"));
  });

  type Lines = { readonly tree: string; readonly parent: string; readonly author: string; readonly committer: string };
  const person = `${OLGA} 1700000000 +0000`;
  const usual = ({ tree, parent, author, committer }: Lines) => [tree, parent, author, committer];

  it.each<readonly [string, string, (lines: Lines) => readonly string[]]>([
    ["the parent after the committer", "git.commit-object", (l) => [l.tree, l.author, l.committer, l.parent]],
    ["one parent twice", "git.commit-object", (l) => [l.tree, l.parent, l.parent, l.author, l.committer]],
    [
      "an upper-case tree id",
      "git.commit-object",
      (l) => [`tree ${l.tree.slice(5).toUpperCase()}`, l.parent, l.author, l.committer],
    ],
    ["two authors", "git.fsck", (l) => [l.tree, l.parent, l.author, l.author, l.committer]],
    ["a NUL in its header", "git.fsck", (l) => [l.tree, l.parent, `${l.author}\0`, l.committer]],
    ["no committer", "git.fsck", (l) => [l.tree, l.parent, l.author]],
  ])("C22: a commit with %s is %s", async (_, code, lines) => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const commit = crafted(stage, lines);
    expect(await stage.gate(commit)).toMatchObject(failed(code));
    expect(await captureOf(stage, commit)).toMatchObject(refused(code));
  });

  it("C22: unknown headers are nobody's business", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const commit = crafted(stage, (lines) => [...usual(lines), "encoding UTF-8", "x-unknown parent", " folded"]);
    expect(await stage.gate(commit)).toMatchObject(residual("ranker/evil.py"));
    await stage.cover(commit, { base: stage.c0 });
    expect(await stage.gate(commit)).toEqual(allowed());
  });

  function crafted({ repo, c0 }: Stage, lines: (lines: Lines) => readonly string[]): string {
    const tree = repo.id(`${repo.commit({ files: EVIL, parents: [c0], ref: null })}^{tree}`);
    const made = lines({
      tree: `tree ${tree}`,
      parent: `parent ${c0}`,
      author: `author ${person}`,
      committer: `committer ${person}`,
    });
    return repo.raw("commit", [...made, "", "m", ""].join("\n"));
  }
});

describe("group 3: odd objects of old", () => {
  const badZone = (repo: History, parent: string) => {
    const tree = repo.id(`${parent}^{tree}`);
    const lines = [`author ${OLGA} 1700000000 +99999999`, `committer ${OLGA} 1700000000 +0000`];
    return repo.raw("commit", [`tree ${tree}`, `parent ${parent}`, ...lines, "", "m", ""].join("\n"));
  };

  it("C27: a listed header defect below the baseline is tolerated, everywhere else it is git.fsck", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path, {
      before(repo) {
        const old = badZone(repo, repo.id("main"));
        repo.ref("refs/heads/main", old);
        return [["oldHeaderDefects: []", `oldHeaderDefects: ["${old}"]`]];
      },
    });
    const { repo, c0, cover, gate } = stage;
    const good = repo.commit({ files: REVIEWED });
    await cover(good, { base: c0 });
    expect(await gate(good)).toEqual(allowed());
    const unlisted = badZone(repo, good);
    expect(await gate(unlisted)).toMatchObject(failed("git.fsck"));
    expect(await captureOf(stage, unlisted)).toMatchObject(refused("git.fsck"));
  });

  it("C27: a listed header defect above the baseline is git.fsck", async () => {
    using folder = tempFolder();
    const {
      repo,
      commit: first,
      c0,
      gate,
    } = await openStage(folder.path, {
      before: (repo) => [["oldHeaderDefects: []", `oldHeaderDefects: ["${badZone(repo, repo.id("main"))}"]`]],
    });
    const listed = badZone(repo, first);
    expect(await gate(repo.merge(c0, listed))).toMatchObject(failed("git.fsck"));
  });
});
