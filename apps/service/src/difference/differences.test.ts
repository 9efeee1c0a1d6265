import { join } from "node:path";
import { parseOid } from "@countersign/core";
import type { ChangeRecord } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { mirrorFolder } from "@countersign/home/mirror-folder";
import { joinSlices, parseExpansion, parseIndex, parseSlice } from "@countersign/rows";
import { parseTokens } from "@countersign/rows/tokens-wire";
import { describe, expect, it } from "vitest";
import { openWorld } from "../capture/world.testing.ts";
import type { AskedPart, AskedTrees } from "./asked.ts";
import { openDifferences } from "./differences.ts";

const SCORE = Array.from({ length: 40 }, (_, at) => `line_${at} = ${at}\n`);
const edited = SCORE.with(20, "line_20 = 'reviewed'\n").join("");

type World = Awaited<ReturnType<typeof openWorld>>;

function treesOf(
  { parts: { mirrors } }: World,
  { objectFormat, repository, base, head, result }: ChangeRecord,
): AskedTrees {
  const dir = join(mirrorFolder(mirrors, repository.id), "mirror.git");
  return {
    mirror: { dir, objectFormat, searchPath: mirrors.searchPath },
    from: { commit: base.gitCommit },
    to: { tree: result.gitTree, base: base.gitCommit, head: head.gitCommit },
  };
}

/** A captured change of two files, one of them long, and what is asked about it. */
async function shown() {
  const world = await openWorld();
  const base = world.history.commit({
    files: { "ranker/long.py": SCORE.join(""), ".gitattributes": "*.py binary -diff\n" },
  });
  world.propose("one", { files: { "ranker/long.py": edited, "ranker/new.py": "new = True\n" } }, base);
  await world.look();
  const record = (await world.log()).changes.at(-1)?.record;
  if (record === undefined) throw new Error("nothing was captured");
  const differences = openDifferences();
  const trees = treesOf(world, record);
  return {
    world,
    record,
    differences,
    trees,
    bytes: async (part: AskedPart) => (await differences.ask({ trees, part }, "dana")).bytes ?? new Uint8Array(),
    async [Symbol.asyncDispose]() {
      await differences[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

describe("a difference", () => {
  it("D1: is git's own patch of base and result, whole, whatever attributes a tree has", async () => {
    await using scene = await shown();
    const index = parseIndex(await scene.bytes({ kind: "index" }));
    expect(index.files.map(({ header }) => [header.newPath, header.status])).toEqual([
      ["ranker/long.py", "modified"],
      ["ranker/new.py", "added"],
    ]);
    const [long] = index.files;
    if (long === undefined) throw new Error("there is no file");
    const slices = [
      parseSlice(await scene.bytes({ kind: "slice", file: 0, start: 0, end: 3 })),
      parseSlice(await scene.bytes({ kind: "slice", file: 0, start: 3, end: 99 })),
    ];
    expect(joinSlices(long, slices, nodeCrypto.sha256).hunks).toHaveLength(1);
    expect(slices.flatMap(({ rows }) => rows).map(({ kind }) => kind)).toEqual(
      "context context context removed added context context context".split(" "),
    );
    expect(slices.flatMap(({ words }) => [...words.keys()])).toEqual([3, 4]);
  });

  it("shows what no hunk shows, and colours by the language of the name", async () => {
    await using scene = await shown();
    const before = parseExpansion(await scene.bytes({ kind: "gap", file: 0, gap: 0, start: 0, end: 2 }));
    expect([before.of, before.rows.map(({ text }) => text)]).toEqual([17, ["line_0 = 0", "line_1 = 1"]]);
    const tokens = parseTokens(await scene.bytes({ kind: "tokens", file: 0, side: "new" }));
    expect([tokens.language, tokens.of]).toEqual(["python", 40]);
    const added = await scene.differences.ask(
      { trees: scene.trees, part: { kind: "tokens", file: 1, side: "old" } },
      "dana",
    );
    expect(parseTokens(added.bytes ?? new Uint8Array()).of).toBe(0);
  });

  it("is refused with its code where there is no such file, gap or tree, and goes on", async () => {
    await using scene = await shown();
    const { differences, trees } = scene;
    for (const part of [
      { kind: "slice", file: 9, start: 0, end: 1 },
      { kind: "gap", file: 0, gap: 9, start: 0, end: 1 },
    ] as const)
      await expect(differences.ask({ trees, part }, "dana")).rejects.toMatchObject({ code: "web.unknown" });
    const lost = { ...trees, to: { commit: scene.record.result.gitTree } };
    await expect(differences.ask({ trees: lost, part: { kind: "index" } }, "dana")).rejects.toMatchObject({
      code: "git.object-type",
    });
    expect((await scene.bytes({ kind: "index" })).length).toBeGreaterThan(0);
  });

  it("J1: that takes too long is given up, and not tried again for a while, and others are answered after it", async () => {
    await using scene = await shown();
    await using impatient = openDifferences(1);
    const index = { trees: scene.trees, part: { kind: "index" } } as const;
    const [first, second] = await Promise.allSettled([impatient.ask(index, "dana"), impatient.ask(index, "nils")]);
    const late = { status: "rejected", reason: { code: "limit.difference" } };
    expect([first, second]).toMatchObject([late, late]);
    await expect(impatient.ask(index, "dana")).rejects.toMatchObject({ code: "limit.difference" });
    expect((await scene.differences.ask(index, "dana")).bytes?.length).toBeGreaterThan(0);
  });

  it("J12: of one who asks much keep nobody else out", async () => {
    await using scene = await shown();
    const index = { trees: scene.trees, part: { kind: "index" } } as const;
    const asked = Array.from({ length: 9 }, () => scene.differences.ask(index, "dana"));
    const other = scene.differences.ask(index, "nils");
    const ends = await Promise.allSettled([...asked, other]);
    expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(9);
    expect(ends[8]).toMatchObject({ status: "rejected", reason: { code: "limit.busy" } });
  });

  it("J4: of a million empty lines is refused before it takes memory", async () => {
    await using scene = await shown();
    const { world } = scene;
    const head = world.propose("long", { files: { "ranker/empty.txt": "\n".repeat(1_000_001) } });
    await world.look();
    const to = { commit: parseOid(head, "sha1") };
    const index = { trees: { ...scene.trees, to }, part: { kind: "index" } } as const;
    await expect(scene.differences.ask(index, "dana")).rejects.toMatchObject({ code: "limit.patch" });
  });
});
