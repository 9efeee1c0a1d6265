import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseOid, pathFromBytes } from "@countersign/core";
import type { Entry, Mode } from "@countersign/core";
import { nobleCrypto } from "@countersign/crypto/noble";
import { blobLines, expandGap, gapsOf, indexOf, parsePatch, patchArguments, sliceOf } from "@countersign/rows";
import { tempFolder } from "@countersign/testkit";
import { expect, it } from "vitest";
import { differenceStore } from "../difference/difference-store.ts";
import type { DifferenceSource } from "../difference/read-difference.ts";
import { checkContents } from "./contents.ts";

const lines = (count: number) => Array.from({ length: count }, (_, at) => `line ${at + 1}\n`).join("");
const OLD = lines(60);
const NEW = OLD.replace("line 30\n", "line thirty\n").replace("line 60\n", "the end");

/** The patch of two contents of one file as git prints it, and what the service would answer of it. */
function differenceOf(old: string | undefined, now: string | undefined) {
  using folder = tempFolder();
  const git = (...args: readonly string[]) => execFileSync("git", ["-C", folder.path, ...args]);
  git("init", "-q");
  const treeOf = (text: string | undefined) => {
    git("read-tree", "--empty");
    if (text !== undefined) writeFileSync(join(folder.path, "a.txt"), text);
    if (text !== undefined) git("add", "a.txt");
    return git("write-tree").toString().trim();
  };
  const [before, after] = [treeOf(old), treeOf(now)];
  const patch = parsePatch(git(...patchArguments(before, after, { context: 3, renames: false })), nobleCrypto.sha256);
  const blob = (text = "") => blobLines(new TextEncoder().encode(text));
  const sides = { old: blob(old), new: blob(now) };
  const source: DifferenceSource = {
    slice: async (file, from, to) => sliceOf(patch, { file, from, to }),
    async gap(file, gap, from, to) {
      const found = gapsOf(patch.files[file]?.hunks ?? [], sides.old.lines.length)[gap];
      if (found === undefined) throw new RangeError("no gap");
      return { file, gap, from, of: found.count, rows: expandGap(sides, found, from, Math.min(to, from + 7)) };
    },
    tokens: async () => undefined,
  };
  return { patch, source };
}

function entryOf(old: string | undefined, now: string | undefined): Entry {
  const oid = (text: string | undefined) => parseOid((text === undefined ? "0" : "1").repeat(40), "sha1");
  const mode = (text: string | undefined): Mode => (text === undefined ? "000000" : "100644");
  const hash = (text: string | undefined) =>
    text === undefined ? "-" : createHash("sha256").update(text).digest("hex");
  return {
    path: pathFromBytes(new TextEncoder().encode("a.txt")),
    oldMode: mode(old),
    newMode: mode(now),
    oldOid: oid(old),
    newOid: oid(now),
    oldSha256: hash(old),
    newSha256: hash(now),
  };
}

async function checked({ patch, source }: ReturnType<typeof differenceOf>, entry: Entry) {
  const store = differenceStore(source, indexOf(patch));
  await store.all();
  expect(store.state()).toMatchObject({ whole: true });
  return checkContents(store, source, new Map([[entry.path, entry]]));
}

it.each([
  ["changed", OLD, NEW, 2],
  ["added", undefined, NEW, 1],
  ["deleted", OLD, undefined, 1],
  ["added empty", undefined, "", 1],
  ["of bytes that are no text", "a\u{fffd}b\n", "x\r\ny", 2],
] as const)(
  "contents of a file that was %s are put together from rows and what lies between",
  async (_how, old, now, hashed) => {
    expect(await checked(differenceOf(old, now), entryOf(old, now))).toEqual({ hashed, opaque: [] });
  },
);

it("D23: a patch that is true to its own digest, but of another content than is signed, is found out", async () => {
  const shown = differenceOf(OLD, NEW.replace("thirty", "31"));
  await expect(checked(shown, entryOf(OLD, NEW))).rejects.toMatchObject({ code: "web.digest" });
});

it("D23: a line that no hunk shows and that is another one than is signed is found out", async () => {
  const { patch, source } = differenceOf(OLD, NEW);
  const lying: DifferenceSource = {
    ...source,
    async gap(...asked) {
      const said = await source.gap(...asked);
      return { ...said, rows: said.rows.map((row) => (row.new === 5 ? { ...row, text: "line 5 " } : row)) };
    },
  };
  await expect(checked({ patch, source: lying }, entryOf(OLD, NEW))).rejects.toMatchObject({ code: "web.digest" });
});

it("a file that git shows no lines of is named, as known by its digest alone", async () => {
  const [old, now] = ["a\0b", "a\0c"];
  expect(await checked(differenceOf(old, now), entryOf(old, now))).toEqual({ hashed: 0, opaque: ["a.txt"] });
});
