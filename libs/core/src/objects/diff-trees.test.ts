import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { diffTrees } from "./diff-trees.ts";
import { emptyTree, parseOid } from "./oid.ts";
import type { Oid } from "./oid.ts";

type Entry = readonly [mode: string, name: string, oid: string];

/** Trees by id, and which were read. */
function store() {
  const trees = new Map<Oid, Uint8Array>();
  const read: Oid[] = [];
  const add = (...entries: readonly Entry[]): Oid => {
    const bytes = Buffer.concat(
      entries.map(([mode, name, oid]) =>
        Buffer.concat([Buffer.from(`${mode} ${name}\0`, "latin1"), Buffer.from(oid, "hex")]),
      ),
    );
    const oid = parseOid(createHash("sha1").update(bytes).digest("hex"), "sha1");
    trees.set(oid, new Uint8Array(bytes));
    return oid;
  };
  const readTree = async (oid: Oid) => {
    read.push(oid);
    const tree = trees.get(oid);
    if (tree === undefined) throw new Error(`no tree ${oid}`);
    return tree;
  };
  const diff = (from: Oid, to: Oid, limit = 1000) => diffTrees(from, to, { format: "sha1", readTree, limit });
  return { add, diff, read };
}

const A = "a".repeat(40);
const B = "b".repeat(40);
const NONE = "0".repeat(40);
const EMPTY = emptyTree("sha1");

it("lists what differs in the order of path bytes, file against folder included", async () => {
  const { add, diff } = store();
  const from = add(["100644", "a", A], ["100644", "a.b", A], ["100644", "z", A]);
  const to = add(["100644", "a.b", B], ["40000", "a", add(["120000", "x", A])], ["100755", "z", A]);
  expect(await diff(from, to)).toEqual([
    { path: "a", oldMode: "100644", newMode: "000000", oldOid: A, newOid: NONE },
    { path: "a.b", oldMode: "100644", newMode: "100644", oldOid: A, newOid: B },
    { path: "a/x", oldMode: "000000", newMode: "120000", oldOid: NONE, newOid: A },
    { path: "z", oldMode: "100644", newMode: "100755", oldOid: A, newOid: A },
  ]);
});

it("never reads folders that are equal", async () => {
  const { add, diff, read } = store();
  const shared = add(["100644", "x", A]);
  const from = add(["40000", "d", shared], ["100644", "f", A]);
  const to = add(["40000", "d", shared], ["100644", "f", B]);
  expect(await diff(from, to)).toHaveLength(1);
  expect(read).not.toContain(shared);
  expect(await diff(from, from)).toEqual([]);
});

it("compares with the empty tree without reading it", async () => {
  const { add, diff, read } = store();
  const tree = add(["40000", "d", add(["100644", "x", A])]);
  expect((await diff(EMPTY, tree)).map(({ path }) => path)).toEqual(["d/x"]);
  expect((await diff(tree, EMPTY)).map(({ newOid }) => newOid)).toEqual([NONE]);
  expect(read).not.toContain(EMPTY);
});

it("J5 5,000 folders deep is a difference like any other, deeper than any path is refused", async () => {
  const { add, diff } = store();
  const nested = (depth: number) => {
    let tree = add(["100644", "x", A]);
    for (let level = 0; level < depth; level += 1) tree = add(["40000", "d", tree]);
    return tree;
  };
  expect((await diff(EMPTY, nested(5000), 10_000))[0]?.path).toHaveLength(10_001);
  await expect(diff(EMPTY, nested(10_001), 20_000)).rejects.toMatchObject({ code: "limit.depth" });
});

it("J5 a few trees that unfold into billions of folders end at the limit, files or no files", async () => {
  const { add, diff } = store();
  const names = Array.from({ length: 10 }, (_, at) => `d${at}`);
  for (const leaf of [add(["100644", "x", A]), EMPTY]) {
    let bomb = leaf;
    for (let level = 0; level < 10; level += 1) bomb = add(...names.map((name): Entry => ["40000", name, bomb]));
    await expect(diff(add(), bomb)).rejects.toMatchObject({ code: "limit.entries" });
  }
});

it("C21 a malformed tree is refused on either side, also where the other has nothing", async () => {
  const { add, diff } = store();
  const good = add(["100644", "a", A]);
  const doubled = add(["40000", "d", add(["100644", "a", A], ["100644", "a", B])]);
  await expect(diff(good, doubled)).rejects.toMatchObject({ code: "git.tree-object" });
  await expect(diff(doubled, good)).rejects.toMatchObject({ code: "git.tree-object" });
  await expect(diff(good, add(["100664", "a", A]))).rejects.toMatchObject({ code: "git.mode" });
});

it("C12 a tree that cannot be read fails the whole difference", async () => {
  const { add, diff } = store();
  const torn = add(...["a", "b", "c"].map((name): Entry => ["40000", name, B]));
  await expect(diff(EMPTY, torn)).rejects.toThrow("no tree");
});
