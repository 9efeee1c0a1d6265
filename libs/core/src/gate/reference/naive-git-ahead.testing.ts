import { git } from "./materialise.testing.ts";
import type { CommitIds } from "./materialise.testing.ts";
import type { Files, World, WorldCommit } from "./world.testing.ts";

/** Ours and theirs, as object ids. */
type Merge = readonly [string, string];

/** By `mergeKey`: the tree, or the empty text for a conflict and for histories that have nothing in common. */
export type Merged = ReadonlyMap<string, string>;

/**
 * The merges that the reference is likely to ask for, made in two batches: what each capture results in, and each result,
 * as a commit on its base, merged onto every commit of the candidate's line from that base on. It saves nearly all
 * processes and changes no answer: each is the same merge of the same commits.
 */
export function mergeAhead(folder: string, worlds: readonly World[], ids: readonly CommitIds[]): Merged {
  const captures = worlds.flatMap((world, index) => capturesOf(world, ids[index] ?? new Map()));
  const pairs = captures.map(({ base, head, related }) => ({ pair: [base, head] as const, related }));
  const merged = mergeAll(
    folder,
    pairs.filter(({ related }) => related).map(({ pair }) => pair),
  );
  const refused = pairs.filter(({ related }) => !related).map(({ pair }) => [mergeKey(...pair), ""] as const);
  const results = new Map([...merged, ...refused]);
  const onto = captures.flatMap(({ base, head, line }) => {
    const tree = results.get(mergeKey(base, head)) ?? "";
    return tree === "" || !line.includes(base)
      ? []
      : [{ text: commitText(tree, base), line: line.slice(line.indexOf(base)) }];
  });
  const commits = writeCommits(folder, [...new Set(onto.map(({ text }) => text))]);
  const merges = onto.flatMap(({ text, line }) => line.map((p): Merge => [p, commits.get(text) ?? ""]));
  return new Map([...results, ...mergeAll(folder, merges)]);
}

/** Name of a merge in the map. */
export function mergeKey(ours: string, theirs: string): string {
  return `${ours} ${theirs}`;
}

/** The text of a commit of this tree with this only parent or none, by nobody in particular. */
export function commitText(tree: string, parent?: string): string {
  return `tree ${tree}\n${parent === undefined ? "" : `parent ${parent}\n`}author ${NOBODY}\ncommitter ${NOBODY}\n\nR\n`;
}

/** The trees of all commits of the worlds, by object id. */
export function treesOf(
  folder: string,
  worlds: readonly World[],
  ids: readonly CommitIds[],
): ReadonlyMap<string, Files> {
  const commits = worlds.flatMap((world, index) =>
    world.commits.map(({ name, files }) => ({ id: ids[index]?.get(name) ?? "", files })),
  );
  const asked = commits.map(({ id }) => `${id}^{tree}\n`).join("");
  const trees = git(folder, ["cat-file", "--batch-check=%(objectname)"], asked).split("\n");
  return new Map(commits.map(({ files }, index) => [trees[index] ?? "", files]));
}

const NOBODY = "R <r@elsewhere.example> 0 +0000";

type Capture = {
  readonly base: string;
  readonly head: string;
  readonly line: readonly string[];
  /** Whether Git merges them at all: asked for one merge that it refuses, it makes none of the others. */
  readonly related: boolean;
};

function capturesOf({ commits, candidate, log }: World, ids: CommitIds): readonly Capture[] {
  const idOf = (name: string) => ids.get(name) ?? "";
  const line = firstParents(commits, candidate).map(idOf);
  return log
    .filter((event) => event.kind === "capture")
    .map(({ base, head }) => ({
      base: idOf(base),
      head: idOf(head),
      line,
      related: !behind(commits, base).isDisjointFrom(behind(commits, head)),
    }));
}

function behind(commits: readonly WorldCommit[], tip: string): ReadonlySet<string> {
  const found = new Set([tip]);
  for (const { name, parents } of commits.toReversed())
    if (found.has(name)) for (const parent of parents) found.add(parent);
  return found;
}

function firstParents(commits: readonly WorldCommit[], tip: string): readonly string[] {
  const parent = commits.find(({ name }) => name === tip)?.parents[0];
  return parent === undefined ? [tip] : [...firstParents(commits, parent), tip];
}

/** `git merge-tree --stdin` prints for each merge whether it is clean, the tree, and then what is to be told of it. */
function mergeAll(folder: string, wanted: readonly Merge[]): Merged {
  const merges = [...new Set(wanted.map(([ours, theirs]) => mergeKey(ours, theirs)))];
  const printed = merges.length === 0 ? "" : git(folder, ["merge-tree", "--stdin", "-z"], `${merges.join("\n")}\n`);
  const answers = [...printed.matchAll(/(?<=^|\0)([01])\0([0-9a-f]{40})\0/g)];
  if (answers.length !== merges.length) throw new Error(`git answered ${answers.length} of ${merges.length} merges`);
  return new Map(merges.map((merge, index) => [merge, answers[index]?.[1] === "1" ? (answers[index]?.[2] ?? "") : ""]));
}

/** Ids of commits by their text. */
function writeCommits(folder: string, texts: readonly string[]): ReadonlyMap<string, string> {
  const written = texts.map((text, index) => {
    const [, tree = "", parent = ""] = /^tree (\w+)\nparent (\w+)\n/.exec(text) ?? [];
    const head = `reset refs/worlds/scratch\n\ncommit refs/worlds/scratch\nmark :${index + 1}\n`;
    return `${head}author ${NOBODY}\ncommitter ${NOBODY}\ndata 2\nR\nfrom ${parent}\nM 040000 ${tree} \n${`get-mark :${index + 1}\n`}`;
  });
  const printed = git(folder, ["fast-import", "--quiet", "--force", "--cat-blob-fd=1"], written.join("")).split("\n");
  return new Map(texts.map((text, index) => [text, printed[index] ?? ""]));
}
