import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { emptyTree, pathFromBytes } from "@countersign/core";
import type { CommitPlan } from "@countersign/testkit";
import type { Oid } from "@countersign/core";
import { openRepository } from "./repository.ts";
import { runGit } from "./run.ts";
import { scene } from "./scene.ts";
import type { Scene } from "./scene.ts";

const line = (length: number): readonly CommitPlan[] =>
  Array.from({ length }, (_, at) => ({ files: { [`f${at % 7}`]: `${at}` } }));
const ids = (commits: readonly { readonly oid: Oid }[]) => commits.map(({ oid }) => oid);
const put = (file: string, content: string | Buffer) => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
};
const paths = (...names: readonly string[]) => names.map((name) => pathFromBytes(Buffer.from(name)));

/** A mirror with loose objects, as tampering needs them. */
async function unpacked(stage: Scene, wants: readonly string[]) {
  const mirror = await stage.fetch({ wants: wants.map(stage.oid) });
  const folder = join(mirror.dir, "objects/pack");
  const packs = readdirSync(folder).filter((name) => name.endsWith(".pack"));
  const contents = packs.map((name) => readFileSync(join(folder, name)));
  for (const name of readdirSync(folder)) {
    chmodSync(join(folder, name), 0o644);
    writeFileSync(join(folder, name), "");
  }
  for (const input of contents) await runGit(mirror, ["unpack-objects", "-q"], { input });
  return mirror;
}
const loose = (stage: Scene, oid: string) => join(stage.mirrorDir, "objects", oid.slice(0, 2), oid.slice(2));
const overwrite = (stage: Scene, to: string, from: string) => {
  chmodSync(loose(stage, to), 0o644);
  copyFileSync(loose(stage, from), loose(stage, to));
};

describe.each(["sha1", "sha256"] as const)("C20 a %s repository", (format) => {
  it("answers commits, differences, digests, contents and merges", async () => {
    using stage = scene(format);
    const { history } = stage;
    const base = history.commit({ files: { "ranker/score.py": "1\n2\n3\n4\n5\n", "ui/list.ts": "x" } });
    const ours = history.commit({ files: { "ranker/score.py": "one\n2\n3\n4\n5\n" } });
    const theirs = history.commit({ parents: [base], ref: null, files: { "ranker/score.py": "1\n2\n3\n4\nfive\n" } });
    await using repository = await stage.repository(ours, theirs);
    const [left, right] = [stage.oid(ours), stage.oid(theirs)];
    const merged = await repository.mergeTree(left, right);
    const tree = "tree" in merged ? merged.tree : emptyTree(format);
    const [difference, ...more] = await repository.diff((await repository.commit(left)).tree, tree);
    expect(more).toEqual([]);
    const content = "one\n2\n3\n4\nfive\n";
    expect(difference).toMatchObject({ path: "ranker/score.py", oldMode: "100644", newMode: "100644" });
    const blob = difference?.newOid ?? left;
    expect(Buffer.from(await repository.blob(blob, 100)).toString()).toBe(content);
    expect(await repository.digest(blob)).toEqual({
      sha256: createHash("sha256").update(content).digest("hex"),
      size: content.length,
      lines: 5,
    });
    expect(await repository.mergeBases(left, right)).toEqual([base]);
  });
});

it("C22 reads the same parents as git for every commit", async () => {
  using stage = scene();
  const { history } = stage;
  const commits = [...history.commits(line(40))];
  for (let at = 1; at < 15; at += 1) {
    const side = history.commit({ parents: [commits[at * 2] ?? ""], ref: null, files: { [`s${at}`]: "s" } });
    commits.push(history.commit({ parents: [history.id("main"), side], files: { [`m${at}`]: "m" } }));
  }
  const tip = history.id("main");
  await using repository = await stage.repository(tip);
  const listed = history
    .git(["rev-list", "--parents", tip])
    .split("\n")
    .map((row) => row.split(" "));
  expect(listed.length).toBeGreaterThan(60);
  for (const [oid = "", ...parents] of listed)
    expect((await repository.commit(stage.oid(oid))).parents).toEqual(parents);
});

it("C22 a commit on which parsers disagree passes git's checks and not ours", async () => {
  using stage = scene();
  const { history } = stage;
  const parent = history.commit({ files: { a: "1" } });
  const person = "Olga <olga@acme.example> 1700000000 +0000";
  const tree = history.id("main^{tree}");
  const raw = (lines: readonly string[]) => history.raw("commit", lines.join("\n"));
  const late = raw([`tree ${tree}`, `author ${person}`, `committer ${person}`, `parent ${parent}`, "", "m"]);
  const twice = raw([
    `tree ${tree}`,
    `parent ${parent}`,
    `parent ${parent}`,
    `author ${person}`,
    `committer ${person}`,
    "",
    "m",
  ]);
  const upper = raw([`tree ${tree.toUpperCase()}`, `author ${person}`, `committer ${person}`, "", "m"]);
  await using repository = await stage.repository(late, twice, upper);
  for (const oid of [late, twice, upper]) {
    await expect(repository.commit(stage.oid(oid))).rejects.toMatchObject({ code: "git.commit-object" });
  }
});

describe("the first-parent line", () => {
  it("goes back to the first commit at which to stop, or to the root", async () => {
    using stage = scene();
    const commits = stage.history.commits(line(30));
    const tip = stage.oid(commits.at(-1) ?? "");
    await using repository = await stage.repository(tip);
    const stop = (oid: string) => oid === commits[20];
    expect(ids(await repository.firstParents(tip, { stop, limit: 9 }))).toEqual(commits.slice(20).toReversed());
    await expect(repository.firstParents(tip, { stop, limit: 8 })).rejects.toMatchObject({ code: "limit.range" });
    expect(ids(await repository.firstParents(tip, { stop: () => false, limit: 29 }))).toEqual(commits.toReversed());
    expect(ids(await repository.firstParents(tip, { stop: () => true, limit: 0 }))).toEqual([tip]);
  });

  it("J7 C10 is read to its end over thousands of commits, whatever a commit-graph says", async () => {
    using stage = scene();
    const commits = stage.history.commits(line(3000));
    const tip = stage.oid(commits.at(-1) ?? "");
    const mirror = await stage.fetch({ wants: [tip] });
    await runGit(mirror, ["commit-graph", "write", "--reachable"], { settings: ["core.commitGraph=true"] });
    forgeFirstParents(join(mirror.dir, "objects/info/commit-graph"));
    const lied = await runGit(mirror, ["rev-list", "--count", tip], {
      settings: ["core.commitGraph=true"],
      exits: [0, 128],
    });
    expect(lied.stdout.toString()).not.toBe("3000\n");
    await using repository = openRepository(mirror);
    expect(ids(await repository.firstParents(tip, { stop: () => false, limit: 3000 }))).toEqual(commits.toReversed());
    expect(await repository.range(stage.oid(commits[0] ?? ""), tip, 3000)).toHaveLength(2999);
  });
});

/** Points every commit with a parent to the commit at position 0 and corrects the file's trailing hash. */
function forgeFirstParents(file: string): void {
  const graph = readFileSync(file);
  const chunks = graph[6] ?? 0;
  for (let at = 0; at < chunks; at += 1) {
    const entry = 8 + 12 * at;
    if (graph.toString("latin1", entry, entry + 4) !== "CDAT") continue;
    const start = Number(graph.readBigUInt64BE(entry + 4));
    const end = Number(graph.readBigUInt64BE(entry + 16));
    for (let row = start; row < end; row += 36)
      if (graph.readUInt32BE(row + 20) !== 0x70000000) graph.writeUInt32BE(0, row + 20);
  }
  const body = graph.subarray(0, -20);
  chmodSync(file, 0o644);
  writeFileSync(file, Buffer.concat([body, createHash("sha1").update(body).digest()]));
}

describe("a range", () => {
  it("C1 C4 has every commit that the base lacks, through merges and criss-cross", async () => {
    using stage = scene();
    const { history } = stage;
    const root = history.commit({ files: { a: "1" } });
    const side1 = history.commit({ parents: [root], ref: null, files: { s: "1" } });
    const main1 = history.commit({ files: { m: "1" } });
    const main2 = history.commit({ parents: [main1, side1], files: { s: "1" } });
    const side2 = history.commit({ parents: [side1, main1], ref: null, files: { m: "1" } });
    const side3 = history.commit({ parents: [side2], ref: null, files: { evil: "1" } });
    const head = history.commit({ parents: [side3, main2], ref: null });
    await using repository = await stage.repository(main2, head);
    const [from, to] = [stage.oid(main2), stage.oid(head)];
    expect(ids(await repository.range(from, to, 10)).toSorted()).toEqual([head, side3, side2].toSorted());
    expect(await repository.range(to, from, 10)).toEqual([]);
    expect(await repository.range(to, to, 0)).toEqual([]);
    expect((await repository.mergeBases(stage.oid(side2), from)).toSorted()).toEqual([main1, side1].toSorted());
    await expect(repository.range(from, to, 2)).rejects.toMatchObject({ code: "limit.range" });
  });

  it("C3 of unrelated histories goes to the other root", async () => {
    using stage = scene();
    const a = stage.oid(stage.history.commit({ files: { a: "1" } }));
    const b = stage.oid(stage.history.commit({ parents: [], ref: null, files: { b: "1" } }));
    await using repository = await stage.repository(a, b);
    expect(ids(await repository.range(a, b, 5))).toEqual([b]);
    expect(await repository.isAncestor(a, b)).toBe(false);
    expect(await repository.mergeBases(a, b)).toEqual([]);
    await expect(repository.mergeTree(a, b)).rejects.toMatchObject({ code: "change.unrelated" });
  });

  it("C11 does not lose a commit because another was stored under the id of the base's parent", async () => {
    using stage = scene();
    const { history } = stage;
    const [root = "", hidden = ""] = history.commits(line(2));
    const base = history.commit({ parents: [root], ref: null, files: { b: "1" } });
    const head = history.commit({ parents: [hidden], ref: null, files: { h: "1" } });
    const liar = history.commit({ parents: [hidden], ref: null, files: { b: "1" } });
    await using repository = openRepository(await unpacked(stage, [base, head, liar]));
    overwrite(stage, base, liar);
    await expect(repository.range(stage.oid(base), stage.oid(head), 9)).rejects.toMatchObject({
      code: "git.object-hash",
    });
    await expect(repository.isAncestor(stage.oid(hidden), stage.oid(base))).rejects.toMatchObject({
      code: "git.object-hash",
    });
  });
});

it("knows ancestors along any parent", async () => {
  using stage = scene();
  const { history } = stage;
  const commits = history.commits(line(50));
  const side = history.commit({ parents: [commits[10] ?? ""], ref: null, files: { s: "1" } });
  const merge = history.commit({ parents: [history.id("main"), side], files: { s: "1" } });
  await using repository = await stage.repository(merge);
  const is = (a = "", b = "") => repository.isAncestor(stage.oid(a), stage.oid(b));
  expect(await is(commits[0], merge)).toBe(true);
  expect(await is(side, merge)).toBe(true);
  expect(await is(merge, merge)).toBe(true);
  expect(await is(merge, side)).toBe(false);
  expect(await is(side, commits[49])).toBe(false);
});

it("C11 other content under a commit's, tree's or blob's id is refused", async () => {
  using stage = scene();
  const { history } = stage;
  const tip = history.commit({ files: { a: "good", "d/a": "1" } });
  const evil = history.commit({ files: { a: "evil", "d/a": "2" } });
  await using repository = openRepository(await unpacked(stage, [tip, evil]));
  for (const part of ["", "^{tree}", ":a"]) overwrite(stage, history.id(`${tip}${part}`), history.id(`${evil}${part}`));
  const of = (part: string) => stage.oid(history.id(`${tip}${part}`));
  const refused = { code: "git.object-hash" };
  await expect(repository.commit(of(""))).rejects.toMatchObject(refused);
  await expect(repository.diff(emptyTree("sha1"), of("^{tree}"))).rejects.toMatchObject(refused);
  await expect(repository.digest(of(":a"))).rejects.toMatchObject(refused);
  await expect(repository.blob(of(":a"), 10)).rejects.toMatchObject(refused);
});

it("C12 an absent object is never no difference", async () => {
  using stage = scene();
  const tip = stage.history.commit({ files: { a: "1" } });
  await using repository = await stage.repository(tip);
  const absent = stage.oid("1".repeat(40));
  const missing = { code: "git.missing-object" };
  await expect(repository.diff(emptyTree("sha1"), absent)).rejects.toMatchObject(missing);
  await expect(repository.commit(absent)).rejects.toMatchObject(missing);
  await expect(repository.digest(absent)).rejects.toMatchObject(missing);
  await expect(repository.firstParents(absent, { stop: () => false, limit: 5 })).rejects.toMatchObject(missing);
  await expect(repository.range(stage.oid(tip), absent, 5)).rejects.toMatchObject(missing);
  await expect(repository.range(absent, stage.oid(tip), 5)).rejects.toMatchObject(missing);
  await expect(repository.isAncestor(absent, stage.oid(tip))).rejects.toMatchObject(missing);
});

it("C21 a malformed tree that is in the mirror already is refused", async () => {
  using stage = scene();
  const mirror = await stage.openMirror();
  const put = async (type: string, input: Buffer) => {
    const { stdout } = await runGit(mirror, ["hash-object", "-t", type, "-w", "--literally", "--stdin"], { input });
    return stage.oid(stdout.toString().trim());
  };
  const blob = await put("blob", Buffer.from("x"));
  const entry = (head: string) => Buffer.concat([Buffer.from(`${head}\0`), Buffer.from(blob, "hex")]);
  const doubled = await put("tree", Buffer.concat([entry("100644 a"), entry("100644 a")]));
  const mode = await put("tree", entry("100664 a"));
  await using repository = openRepository(mirror);
  await expect(repository.diff(emptyTree("sha1"), doubled)).rejects.toMatchObject({ code: "git.tree-object" });
  await expect(repository.diff(mode, emptyTree("sha1"))).rejects.toMatchObject({ code: "git.mode" });
});

it("C12 a history that is cut off behind our back is not taken for the whole", async () => {
  using stage = scene();
  // Longer than what is walked without asking git.
  const commits = stage.history.commits(line(70));
  const [base = "", head = ""] = [commits[0], commits.at(-1)];
  await using repository = await stage.repository(head);
  put(join(stage.mirrorDir, "shallow"), `${head}\n`);
  const [from, to] = [stage.oid(base), stage.oid(head)];
  await expect(repository.range(from, to, 99)).rejects.toMatchObject({ code: "git.history" });
  expect(await repository.range(stage.oid(commits[67] ?? ""), to, 99)).toHaveLength(2);
  expect(await repository.isAncestor(from, to)).toBe(false);
  expect(await repository.firstParents(to, { stop: () => false, limit: 99 })).toHaveLength(70);
  await expect(repository.mergeTree(from, to)).rejects.toMatchObject({ code: "git.shallow" });
});

describe("a merge", () => {
  it("C11 is not made of content with another hash", async () => {
    using stage = scene();
    const { history } = stage;
    const base = history.commit({ files: { a: "1\n2\n3\n" } });
    const ours = history.commit({ files: { a: "1\n2\nthree\n" } });
    const theirs = history.commit({ parents: [base], ref: null, files: { a: "one\n2\n3\n", evil: "evil\n2\n3\n" } });
    const mirror = await unpacked(stage, [ours, theirs]);
    overwrite(stage, history.id(`${theirs}:a`), history.id(`${theirs}:evil`));
    await using repository = openRepository(mirror);
    await expect(repository.mergeTree(stage.oid(ours), stage.oid(theirs))).rejects.toMatchObject({
      code: "git.object-hash",
    });
  });

  const sides = (stage: Scene, attributes: CommitPlan["files"] = {}) => {
    const { history } = stage;
    const base = history.commit({ files: { "a.py": "1\n2\n3\n", ...attributes } });
    const ours = history.commit({ files: { "a.py": "ours\n2\n3\n" } });
    const theirs = history.commit({ parents: [base], ref: null, files: { "a.py": "theirs\n2\n3\n", "é\n": "x" } });
    return [ours, theirs] as const;
  };

  it("names the paths in conflict", async () => {
    using stage = scene();
    const [ours, theirs] = sides(stage);
    await using repository = await stage.repository(ours, theirs);
    expect(await repository.mergeTree(stage.oid(ours), stage.oid(theirs))).toEqual({ conflicts: paths("a.py") });
  });

  it("C14 is not steered by attributes, neither of the trees, nor of the mirror, nor of a home", async () => {
    using stage = scene();
    const union = "* merge=union\n";
    const [ours, theirs] = sides(stage, { ".gitattributes": union });
    const mirror = await stage.fetch({ wants: [stage.oid(ours), stage.oid(theirs)] });
    for (const file of ["info/attributes", "home/.config/git/attributes", "home/git/attributes"])
      put(join(mirror.dir, file), union);
    await using repository = openRepository(await stage.openMirror());
    expect(await repository.mergeTree(stage.oid(ours), stage.oid(theirs))).toEqual({ conflicts: paths("a.py") });
  });

  it("C15 C16 is not steered by settings of the mirror or variables of the caller", async () => {
    using stage = scene();
    const { history } = stage;
    const body = Array.from({ length: 40 }, (_, at) => `line ${at}\n`).join("");
    const base = history.commit({ files: { "old.py": body, "x/1": "1", "x/2": "2" } });
    const ours = history.commit({ files: { "old.py": null, "new.py": body } });
    const theirs = history.commit({ parents: [base], ref: null, files: { "old.py": `${body}more\n` } });
    const answer = async () => {
      await using repository = await stage.repository(ours, theirs);
      const merged = await repository.mergeTree(stage.oid(ours), stage.oid(theirs));
      const trees = await Promise.all(
        [ours, theirs].map(async (oid) => (await repository.commit(stage.oid(oid))).tree),
      );
      return [merged, await repository.diff(trees[0] ?? stage.oid(ours), trees[1] ?? stage.oid(theirs))];
    };
    const expected = await answer();
    expect(expected[0]).toHaveProperty("tree");
    const config = [
      "[merge]",
      "renames = false",
      "renormalize = true",
      "[diff]",
      "renames = copies",
      "orderFile = /x",
      "relative = true",
      "ignoreSubmodules = all",
    ];
    writeFileSync(join(stage.mirrorDir, "config"), `[core]\nbare = true\nquotePath = false\n${config.join("\n")}\n`);
    const before = { ...process.env };
    try {
      Object.assign(process.env, hostileVariables(stage));
      expect(await answer()).toEqual(expected);
    } finally {
      for (const name of Object.keys(hostileVariables(stage))) delete process.env[name];
      Object.assign(process.env, before);
    }
  });

  const hostileVariables = (stage: Scene) => ({
    GIT_DIR: stage.folder,
    GIT_INDEX_FILE: "/x",
    GIT_OBJECT_DIRECTORY: stage.folder,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: stage.folder,
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "merge.renames",
    GIT_CONFIG_VALUE_0: "false",
    GIT_CONFIG_PARAMETERS: "'merge.renames'='false'",
    GIT_EXTERNAL_DIFF: "false",
    GIT_REPLACE_REF_BASE: "refs/heads",
    GIT_GRAFT_FILE: "/x",
    GIT_SHALLOW_FILE: "/x",
    GIT_ATTR_SOURCE: "HEAD",
    GIT_TRACE: "2",
    PAGER: "false",
  });

  it("C25 is repeated on a commit of given tree and parent, which is always the same", async () => {
    using stage = scene();
    const { history } = stage;
    const base = history.commit({ files: { a: "1", b: "1" } });
    const head = history.commit({ parents: [base], ref: null, files: { a: "2" } });
    await using repository = await stage.repository(base, head);
    const { tree } = await repository.commit(stage.oid(head));
    const made = await repository.commitTree(tree, stage.oid(base));
    expect(await repository.commitTree(tree, stage.oid(base))).toBe(made);
    expect(await repository.commit(made)).toMatchObject({ tree, parents: [base] });
    expect(await repository.mergeTree(stage.oid(base), made)).toEqual({ tree });
    const by = { name: "Ol\nga <", email: "olga@acme.example>" };
    expect(await repository.commit(await repository.commitTree(tree, stage.oid(base), by))).toMatchObject({
      tree,
      author: { name: "Olga", email: "olga@acme.example" },
      committer: { name: "Olga", email: "olga@acme.example" },
    });
  });
});

it("C11 reads what it has just digested from what it kept, once and within the limit, and hashed all the same", async () => {
  using stage = scene();
  const commit = stage.history.commit({ files: { a: "first", b: "other" } });
  await using repository = openRepository(await unpacked(stage, [commit]), { keepContents: true });
  const [a, b] = ["a", "b"].map((path) => stage.oid(stage.history.id(`${commit}:${path}`)));
  if (a === undefined || b === undefined) throw new Error("there are two files");
  overwrite(stage, b, a);
  await expect(repository.digest(b)).rejects.toMatchObject({ code: "git.object-hash" });
  await expect(repository.blob(b, 100)).rejects.toMatchObject({ code: "git.object-hash" });
  await repository.digest(a);
  await expect(repository.blob(a, 4)).rejects.toMatchObject({ code: "limit.object" });
  for (const _ of [1, 2]) expect(Buffer.from(await repository.blob(a, 5)).toString()).toBe("first");
});

it("J7 many differences and digests at once go through one process", async () => {
  using stage = scene();
  const commits = stage.history.commits(line(300));
  const tip = stage.oid(commits.at(-1) ?? "");
  await using repository = await stage.repository(tip);
  const walked = await repository.firstParents(tip, { stop: () => false, limit: 300 });
  const differences = await Promise.all(
    walked.slice(1).map(async ({ commit }, at) => repository.diff(commit.tree, walked[at]?.commit.tree ?? commit.tree)),
  );
  expect(differences.flat()).toHaveLength(299);
  const digests = await Promise.all(differences.flat().map(({ newOid }) => repository.digest(newOid)));
  expect(digests[0]).toEqual({ sha256: createHash("sha256").update("299").digest("hex"), size: 3, lines: 0 });
});
