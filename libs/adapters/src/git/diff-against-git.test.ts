import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { absentOid, emptyTree, pathFromBytes } from "@countersign/core";
import type { ObjectFormat, Oid, TreeDifference } from "@countersign/core";
import { gitEnvironment } from "./environment.ts";
import type { Mirror } from "./mirror.ts";
import { openRepository } from "./repository.ts";
import { scene } from "./scene.ts";

/** A small generator, so that every run tests the same trees. */
function dice(seed: number) {
  let state = seed;
  return (sides: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const NAMES = [
  "a",
  "a-",
  "a.",
  "a.b",
  "a0",
  "b",
  "B",
  " ",
  "é",
  "\t",
  "\n",
  "\u2028",
  '"',
  "\\",
  "-x",
  "...",
  ".gitattributes",
];
const BYTES = [
  ...NAMES.map((name) => Buffer.from(name)),
  Buffer.from([0x61, 0xff]),
  Buffer.from([0x80]),
  Buffer.from([0x61, 0x01]),
];
const MODES = ["100644", "100755", "120000", "160000"];

/** Random trees, many of them sharing folders, written by `git mktree`: the answer is git's own, from the first byte. */
function randomTrees(mirror: Mirror, count: number): readonly Oid[] {
  const roll = dice(7);
  const pick = <T>(from: readonly T[], otherwise: T): T => from[roll(from.length)] ?? otherwise;
  const ids = Array.from({ length: 6 }, (_, at) => `${at + 1}`.repeat(absentOid(mirror.objectFormat).length));
  let folders: readonly string[] = [emptyTree(mirror.objectFormat)];
  for (let level = 0; level < 4; level += 1) {
    const trees = Array.from({ length: level === 3 ? count : 60 }, () => {
      const names = new Set(Array.from({ length: roll(8) + (level === 3 ? 2 : 1) }, () => roll(BYTES.length)));
      return [...names].map((name) => {
        const folder = roll(3) === 0;
        const head = folder ? `040000 tree ${pick(folders, "")}` : `${pick(MODES, "100644")} blob ${pick(ids, "")}`;
        const fixed = head.replace("160000 blob", "160000 commit");
        return Buffer.concat([Buffer.from(`${fixed}\t`), BYTES[name] ?? Buffer.from("x"), Buffer.of(0)]);
      });
    });
    folders = makeTrees(
      mirror,
      trees.map((entries) => Buffer.concat(entries)),
    );
  }
  return folders as readonly Oid[];
}

function makeTrees(mirror: Mirror, listings: readonly Buffer[]): readonly string[] {
  const input = Buffer.concat(listings.map((listing) => Buffer.concat([listing, Buffer.of(0)])));
  return git(mirror, ["mktree", "-z", "--missing", "--batch"], input).toString().trim().split("\n");
}

function git(mirror: Mirror, args: readonly string[], input: Buffer): Buffer {
  const result = spawnSync("git", args, {
    env: { ...gitEnvironment(mirror) },
    cwd: mirror.dir,
    input,
    maxBuffer: 1 << 28,
  });
  if (result.status !== 0) throw new Error(result.stderr.toString());
  return result.stdout;
}

/** What `git diff-tree` prints for each pair, by pair. */
function gitsAnswers(
  mirror: Mirror,
  pairs: readonly (readonly [Oid, Oid])[],
): ReadonlyMap<string, readonly TreeDifference[]> {
  const input = Buffer.from(pairs.map(([from, to]) => `${from} ${to}\n`).join(""));
  const args = [
    "diff-tree",
    "--stdin",
    "-r",
    "--no-renames",
    "--raw",
    "-z",
    "--full-index",
    "--ignore-submodules=none",
  ];
  const answers = new Map<string, TreeDifference[]>();
  let current: TreeDifference[] = [];
  const output = git(mirror, args, input);
  for (let at = 0; at < output.length;) {
    const line = output.subarray(at, output.indexOf(output[at] === 0x3a ? 0 : 10, at));
    at += line.length + 1;
    if (line[0] === 0x3a) {
      const [oldMode, newMode, oldOid, newOid] = line.toString().slice(1).split(" ");
      const path = output.subarray(at, output.indexOf(0, at));
      at += path.length + 1;
      current.push({ path: pathFromBytes(path), oldMode, newMode, oldOid, newOid } as TreeDifference);
    } else answers.set(line.toString(), (current = []));
  }
  return answers;
}

it.each<[ObjectFormat, number]>([
  ["sha1", 3000],
  ["sha256", 500],
])(
  "E2 C21 in a %s repository, %i differences of random trees are those of git diff-tree",
  { timeout: 60_000 },
  async (format, count) => {
    using stage = scene(format);
    const mirror = await stage.openMirror();
    const trees = randomTrees(mirror, 400);
    const roll = dice(11);
    const any = () => trees[roll(trees.length)] ?? emptyTree(format);
    const pairs = Array.from({ length: count }, (_, at) => [at % 50 === 0 ? emptyTree(format) : any(), any()] as const);
    const expected = gitsAnswers(mirror, pairs);
    await using repository = openRepository(mirror);
    let records = 0;
    for (const [from, to] of pairs) {
      const found = await repository.diff(from, to);
      expect(found).toEqual(expected.get(`${from} ${to}`) ?? []);
      expect(found.map(({ path }) => path)).toEqual(found.map(({ path }) => path).toSorted());
      records += found.length;
    }
    expect(records).toBeGreaterThan(10 * count);
  },
);

it("D12 E4 a file that becomes a link, a submodule, a folder is what git says it is", async () => {
  using stage = scene();
  const mirror = await stage.openMirror();
  const inner = makeTrees(mirror, [Buffer.from(`100644 blob ${"1".repeat(40)}\tx\0`)])[0];
  const kinds = [
    `100644 blob ${"1".repeat(40)}`,
    `100755 blob ${"1".repeat(40)}`,
    `120000 blob ${"1".repeat(40)}`,
    `160000 commit ${"1".repeat(40)}`,
    `040000 tree ${inner}`,
  ];
  const trees = makeTrees(
    mirror,
    kinds.map((kind) => Buffer.from(`${kind}\ta\0`)),
  ) as readonly Oid[];
  const pairs = trees.flatMap((from) => trees.map((to) => [from, to] as const));
  const expected = gitsAnswers(mirror, pairs);
  await using repository = openRepository(mirror);
  for (const [from, to] of pairs) {
    expect(await repository.diff(from, to)).toEqual(expected.get(`${from} ${to}`) ?? []);
  }
});
