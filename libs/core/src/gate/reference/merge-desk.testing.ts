import { bestCommonAncestors, commitLinks } from "./commit-graph.testing.ts";
import { looseObjects } from "./loose-objects.testing.ts";
import { git, initBare } from "./materialise.testing.ts";
import { commitText } from "./naive-git-ahead.testing.ts";
import type { ObjectStore } from "./object-store.testing.ts";

/** What Git makes of a merge: a tree, the paths in conflict, or nothing where the histories are unrelated. */
type MergeAnswer = { readonly tree: string } | { readonly conflicts: readonly string[] } | { readonly unrelated: true };

/**
 * Real Git's merges of commits in memory, each asked for once: those that wait at the same time are asked of one process,
 * and where two commits have one best common ancestor, the three trees decide, whatever commits they are of.
 */
export type MergeDesk = {
  /** The answer, if no Git is needed for it. */
  readonly known: (ours: string, theirs: string) => MergeAnswer | undefined;
  readonly merge: (ours: string, theirs: string) => Promise<MergeAnswer>;
  readonly count: () => MergeCount;
};

/** How many merges were asked for, and how many of them of Git. */
export type MergeCount = { readonly asked: number; readonly merged: number; readonly processes: number };

/** Opens a desk with a repository of its own in an empty folder. */
export function openMergeDesk(folder: string, store: ObjectStore): MergeDesk {
  const loose = looseObjects(initBare(folder), store);
  const links = commitLinks(store);
  const answers = new Map<string, MergeAnswer>();
  const waiting = new Map<string, Waiting>();
  const count = { asked: 0, merged: 0, processes: 0 };

  /** A merge that Git would not have to be asked about is the answer itself. */
  const question = (ours: string, theirs: string): Question | MergeAnswer => {
    const [base, other] = bestCommonAncestors(links, ours, theirs);
    if (base === undefined) return { unrelated: true };
    if (other !== undefined) return { key: `${ours} ${theirs}`, commits: () => [ours, theirs] };
    const [before, mine, yours] = [links(base).tree, links(ours).tree, links(theirs).tree];
    if (before === mine || mine === yours) return { tree: yours };
    if (before === yours) return { tree: mine };
    return { key: `${before} ${mine} ${yours}`, commits: () => threeCommits(store, before, mine, yours) };
  };
  const flush = (): void => {
    const asked = [...waiting.values()];
    waiting.clear();
    const pairs = asked.map(({ commits }) => commits());
    for (const pair of pairs) pair.forEach(loose.write);
    count.processes += 1;
    count.merged += asked.length;
    for (const [at, answer] of mergeAll(folder, pairs).entries()) {
      if ("tree" in answer) loose.read(answer.tree);
      const one = asked[at];
      if (one !== undefined) answers.set(one.key, answer);
      one?.resolve(answer);
    }
  };
  const wait = (asked: Question): Promise<MergeAnswer> => {
    const before = waiting.get(asked.key);
    if (before !== undefined) return before.promise;
    // After all that is in memory has come as far as it can: the longer the list, the fewer the processes.
    if (waiting.size === 0) setImmediate(flush);
    const { promise, resolve } = Promise.withResolvers<MergeAnswer>();
    waiting.set(asked.key, { ...asked, promise, resolve });
    return promise;
  };
  return {
    known: (ours, theirs) => {
      const asked = question(ours, theirs);
      return "key" in asked ? answers.get(asked.key) : asked;
    },
    merge: async (ours, theirs) => {
      count.asked += 1;
      const asked = question(ours, theirs);
      return "key" in asked ? (answers.get(asked.key) ?? wait(asked)) : asked;
    },
    count: () => ({ ...count }),
  };
}

type Question = { readonly key: string; readonly commits: () => readonly [string, string] };
type Waiting = Question & { readonly promise: Promise<MergeAnswer>; readonly resolve: (answer: MergeAnswer) => void };

/** Two commits with one parent, so that Git merges these trees over that one. */
function threeCommits(store: ObjectStore, before: string, mine: string, yours: string): readonly [string, string] {
  const base = store.put("commit", Buffer.from(commitText(before)));
  const child = (tree: string) => store.put("commit", Buffer.from(commitText(tree, base)));
  return [child(mine), child(yours)];
}

/** `git merge-tree --stdin` prints for each merge whether it is clean, the tree, the paths in conflict, and an empty path. */
function mergeAll(folder: string, pairs: readonly (readonly [string, string])[]): readonly MergeAnswer[] {
  const input = pairs.map((pair) => `${pair.join(" ")}\n`).join("");
  const printed = git(folder, ["merge-tree", "--stdin", "-z", "--name-only", "--no-messages"], input);
  const answers = [...printed.matchAll(/(?<=^|\0)([01])\0([0-9a-f]{40})\0((?:[^\0]+\0)*)\0/g)];
  if (answers.length !== pairs.length) throw new Error(`git answered ${answers.length} of ${pairs.length} merges`);
  return answers.map(([, clean, tree = "", paths = ""]) =>
    clean === "1" ? { tree } : { conflicts: paths.split("\0").slice(0, -1) },
  );
}
