import { judgeInMemory, objectStore, openMergeDesk, writeWorld } from "@countersign/core/testing";
import type { Judgement, MergeCount, World } from "@countersign/core/testing";
import type { Repository } from "@countersign/core";
import { recordWorld } from "./judge-world.testing.ts";
import { memoryRepository } from "./memory-repository.testing.ts";
import type { OpenCase } from "./open-cases.testing.ts";
import { rememberingCrypto } from "./remembering-crypto.testing.ts";

/** Worlds whose commits are in memory, for both gates. */
export type MemoryCourt = {
  readonly repository: Repository;
  /** Writes a world's commits and its log, which the gate reads through `repository` unless another one is given. */
  readonly open: (world: World, repository?: Repository) => Promise<OpenCase>;
  /** What the reference says of a world that was opened, or of another question about it. */
  readonly judgeNaively: (world: World, names: OpenCase["names"]) => Promise<Judgement>;
  readonly merges: () => MergeCount;
};

/** Opens a court; the folder is an empty one, for what Git has to merge. */
export function memoryCourt(folder: string): MemoryCourt {
  const store = objectStore();
  const desk = openMergeDesk(folder, store);
  const memory = memoryRepository(store, desk);
  return {
    repository: memory,
    open: async (world, repository = memory) => {
      const names = writeWorld(store, world);
      return { world, names, about: await recordWorld(repository, world, names, CRYPTO) };
    },
    judgeNaively: (world, names) => judgeInMemory(world, names, store, desk),
    merges: desk.count,
  };
}

/** Worlds have much in common: the first policies, above all. */
const CRYPTO = rememberingCrypto();
