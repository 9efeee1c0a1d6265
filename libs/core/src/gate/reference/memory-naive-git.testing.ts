import type { CommitIds } from "./materialise.testing.ts";
import type { MergeDesk } from "./merge-desk.testing.ts";
import type { NaiveGit } from "./naive-case.testing.ts";
import { commitText } from "./naive-git-ahead.testing.ts";
import { judgeNaively } from "./naive-gate.testing.ts";
import type { Judgement } from "./naive-gate.testing.ts";
import type { ObjectStore } from "./object-store.testing.ts";
import type { Files, World } from "./world.testing.ts";
import { readFiles, writeFiles } from "./world-objects.testing.ts";

/** Judges a world whose objects are in memory; begins again each time that a merge has to be made first. */
export async function judgeInMemory(
  world: World,
  ids: CommitIds,
  store: ObjectStore,
  desk: MergeDesk,
): Promise<Judgement> {
  const git = memoryNaiveGit(ids, store, desk);
  for (;;) {
    try {
      return judgeNaively(world, git);
    } catch (error) {
      if (!(error instanceof NotMerged)) throw error;
      await desk.merge(error.ours, error.theirs);
    }
  }
}

class NotMerged extends Error {
  readonly ours: string;
  readonly theirs: string;
  constructor(ours: string, theirs: string) {
    super(`${theirs} was not merged into ${ours} yet`);
    [this.ours, this.theirs] = [ours, theirs];
  }
}

function memoryNaiveGit(ids: CommitIds, store: ObjectStore, desk: MergeDesk): NaiveGit {
  const idOf = (name: string) => ids.get(name) ?? name;
  const read = new Map<string, Files>();
  return {
    merge: (ours, theirs) => {
      const merged = desk.known(idOf(ours), idOf(theirs));
      if (merged === undefined) throw new NotMerged(idOf(ours), idOf(theirs));
      if (!("tree" in merged)) return undefined;
      const files = read.get(merged.tree) ?? readFiles(store, merged.tree);
      read.set(merged.tree, files);
      return files;
    },
    commit: (files, parent) => store.put("commit", Buffer.from(commitText(writeFiles(store, files), idOf(parent)))),
  };
}
