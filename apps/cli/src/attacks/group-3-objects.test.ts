import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import type { History } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { mirrorFolder } from "../mirror-folder.ts";
import { allowed, failed, openStage, residual } from "./stage.testing.ts";
import type { Stage } from "./stage.testing.ts";

const REVIEWED = { "ranker/score.py": "def score(post):\n    return 2\n" };
const EVIL = { "ranker/evil.py": "def boost(post):\n    return 100\n" };
const PERSON = "Olga <olga@acme.example> 1700000000 +0000";

/** The mirror that the home of a stage keeps. */
function mirrorOf({ home }: Stage): string {
  return join(mirrorFolder({ dir: home }, "local:feed"), "mirror.git");
}

/** Captures main..head and answers code and exit. */
async function captureFails({ run, repo, c0 }: Stage, head: string, path = repo.path): Promise<object> {
  const { exit, json } = await run("capture", "--repo", path, "--base", c0, "--head", head, "--json");
  return { exit, ...(json as object) };
}

function looseFile(gitDir: string, oid: string): string {
  return join(gitDir, "objects", oid.slice(0, 2), oid.slice(2));
}

/** Puts another object's file under an id, which git reads without complaint. */
function overwrite(gitDir: string, oid: string, by: string): void {
  const file = looseFile(gitDir, oid);
  chmodSync(file, 0o644);
  writeFileSync(file, readFileSync(looseFile(gitDir, by)));
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
    expect(await captureFails(stage, good)).toMatchObject(failed("git.replace-refs", 6, "capture"));
  });

  it("C9: a source with grafts cannot deliver, a mirror with grafts stops a capture", async () => {
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
    expect(await captureFails(stage, good)).toMatchObject(failed("git.grafts", 6, "capture"));
  });

  it("C10: a forged commit-graph hides no edge, neither in the source nor in the mirror", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover, gate, capture } = stage;
    const evil = repo.commit({ files: EVIL });
    const good = repo.commit({ files: REVIEWED });
    await cover(good, { base: evil });
    const before = await capture(good, { base: c0 });
    repo.git(["commit-graph", "write", "--reachable"]);
    forgeParent(join(repo.gitDir, "objects/info/commit-graph"), good, c0);
    expect(repo.git(["rev-list", `${c0}..${good}`])).toBe(good);
    expect(await gate(good)).toMatchObject(failed("git.missing-object"));
    rmSync(join(repo.gitDir, "objects/info/commit-graph"));
    expect(await gate(good)).toMatchObject(residual("ranker/evil.py"));
    const mirror = mirrorOf(stage);
    repo.git(["-C", mirror, "commit-graph", "write", "--reachable"]);
    forgeParent(join(mirror, "objects/info/commit-graph"), good, c0);
    expect(await capture(good, { base: c0 })).toMatchObject({ change: before.change, contributors: before["contributors"] });
  });
});

/** Gives a commit another first parent in a commit-graph file and corrects the file's trailing hash. */
function forgeParent(file: string, commit: string, parent: string): void {
  const graph = readFileSync(file);
  const chunk = (name: string) => {
    const at = graph.indexOf(name, 8, "latin1");
    return Number(graph.readBigUInt64BE(at + 4));
  };
  const count = graph.readUInt32BE(chunk("OIDF") + 255 * 4);
  const ids = Array.from({ length: count }, (_, at) => graph.toString("hex", chunk("OIDL") + 20 * at, chunk("OIDL") + 20 * (at + 1)));
  graph.writeUInt32BE(ids.indexOf(parent), chunk("CDAT") + 36 * ids.indexOf(commit) + 20);
  const body = graph.subarray(0, -20);
  chmodSync(file, 0o644);
  writeFileSync(file, Buffer.concat([body, createHash("sha1").update(body).digest()]));
}

describe("group 3: objects that are not what they are called", () => {
  it("C11: other content under an object's id is refused, in the source and in the mirror", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover, gate } = stage;
    const good = repo.commit({ files: REVIEWED });
    await cover(good, { base: c0 });
    const [blob, evil] = [repo.id(`${good}:ranker/score.py`), repo.raw("blob", "def score(post):\n    return 9\n")];
    unpack(repo, mirrorOf(stage));
    writeFileSync(looseFile(mirrorOf(stage), evil), "", { flag: "a" });
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
