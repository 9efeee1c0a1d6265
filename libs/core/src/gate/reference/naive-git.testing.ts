import { createHash } from "node:crypto";
import { git, initBare, materialise } from "./materialise.testing.ts";
import type { CommitIds } from "./materialise.testing.ts";
import type { NaiveGit } from "./naive-case.testing.ts";
import { commitText, mergeAhead, mergeKey, treesOf } from "./naive-git-ahead.testing.ts";
import type { Merged } from "./naive-git-ahead.testing.ts";
import { contentOf, standingOf } from "./world-content.testing.ts";
import type { Files, World } from "./world.testing.ts";

/** Real Git for the reference gate: one scratch repository in an empty folder, holding the commits of all these worlds. */
export function openNaiveGit(folder: string, worlds: readonly World[]): readonly NaiveGit[] {
  const ids = materialise(initBare(folder), worlds);
  const known = treesOf(folder, worlds, ids);
  const scratch: Scratch = {
    run: remembering(folder),
    merged: mergeAhead(folder, worlds, ids),
    contents: contentsOf(worlds),
    files: new Map(known),
    trees: new Map([...known].map(([tree, files]) => [keyOf(files), tree])),
  };
  return worlds.map((_, index) => naiveGit(scratch, ids[index] ?? new Map()));
}

type Scratch = {
  /** Runs Git, or answers from memory; the empty text when it exits with 1, which is how a merge conflicts. */
  readonly run: (args: readonly string[], input?: string) => string;
  readonly merged: Merged;
  readonly contents: ReadonlyMap<string, string>;
  /** Trees by id, and ids by what is in the tree. */
  readonly files: Map<string, Files>;
  readonly trees: Map<string, string>;
};

function naiveGit(scratch: Scratch, ids: CommitIds): NaiveGit {
  const idOf = (name: string) => ids.get(name) ?? name;
  return {
    merge: (ours, theirs) => {
      const pair = [idOf(ours), idOf(theirs)] as const;
      const tree =
        scratch.merged.get(mergeKey(...pair)) ??
        scratch.run(["merge-tree", "--write-tree", "--no-messages", ...pair]).trim();
      return tree === "" ? undefined : readTree(scratch, tree);
    },
    commit: (files, parent) => {
      const text = commitText(scratch.trees.get(keyOf(files)) ?? "", idOf(parent));
      return scratch.run(["hash-object", "-t", "commit", "-w", "--stdin"], text).trim();
    },
  };
}

function readTree({ run, contents, files: known, trees }: Scratch, tree: string): Files {
  const remembered = known.get(tree);
  if (remembered !== undefined) return remembered;
  const entries = [...run(["ls-tree", "-r", "-z", tree]).matchAll(/(\d+) \w+ ([0-9a-f]+)\t([^\0]*)\0/g)];
  const files = entries.map(([, mode = "", id = "", path = ""]): readonly [string, string] => {
    return [path, contentOf(mode, id, () => contents.get(id) ?? run(["cat-file", "blob", id]))];
  });
  const read = Object.fromEntries(files);
  known.set(tree, read);
  trees.set(keyOf(read), tree);
  return read;
}

/** Contents by blob id, so that only what a merge made new is read back. */
function contentsOf(worlds: readonly World[]): Map<string, string> {
  const contents = new Set(worlds.flatMap(({ commits }) => commits.flatMap(({ files }) => Object.values(files))));
  const blobId = (text: string) =>
    createHash("sha1")
      .update(`blob ${Buffer.byteLength(text)}\0${text}`)
      .digest("hex");
  const kept = [...contents].map(standingOf).flatMap((one) => ("text" in one ? [one.text] : []));
  return new Map(kept.map((text) => [blobId(text), text]));
}

function remembering(folder: string): Scratch["run"] {
  const memo = new Map<string, string>();
  return (args, input = "") => {
    const key = JSON.stringify([args, input]);
    const answer = memo.get(key) ?? git(folder, args, input, [0, 1]);
    memo.set(key, answer);
    return answer;
  };
}

function keyOf(files: Files): string {
  return JSON.stringify(Object.entries(files).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
