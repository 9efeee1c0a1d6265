import { isDeepStrictEqual } from "node:util";
import { join } from "node:path";
import { judgeNaively, materialise, openNaiveGit } from "@countersign/core/testing";
import type { Judgement, World } from "@countersign/core/testing";
import type { Repository } from "@countersign/core";
import { comparedRepository } from "./compared-repository.testing.ts";
import { initRepository } from "./init-repository.testing.ts";
import { openCourt } from "./judge-world.testing.ts";
import type { MemoryCourt } from "./memory-court.testing.ts";
import type { OpenCase } from "./open-cases.testing.ts";

/** Worlds of a court in memory that real Git holds too; each answer is compared, and the first other one is thrown. */
export type RealSample = AsyncDisposable & {
  /** The court's port to Git beside the adapter's. */
  readonly repository: Repository;
  /** The same world with another question, by the reference over either Git. */
  readonly judgeNaively: (asked: World, index: number, names: OpenCase["names"]) => Promise<Judgement>;
};

/** Writes worlds into repositories in a folder. */
export async function openRealSample(folder: string, court: MemoryCourt, all: readonly World[]): Promise<RealSample> {
  const naive = openNaiveGit(initRepository(join(folder, "naive.git")), all);
  const path = initRepository(join(folder, "worlds.git"));
  const ids = materialise(path, all);
  const real = await openCourt(path, join(folder, "mirror.git"), ids);
  return {
    repository: comparedRepository(court.repository, real.repository),
    judgeNaively: async (asked, index, names) => {
      const git = naive[index];
      if (git === undefined || !isDeepStrictEqual(ids[index], names))
        throw new Error("git names the commits otherwise");
      const [there, here] = [judgeNaively(asked, git), await court.judgeNaively(asked, names)];
      if (!isDeepStrictEqual(there, here))
        throw new Error(`over git ${JSON.stringify(there)}, in memory ${JSON.stringify(here)}`);
      return here;
    },
    [Symbol.asyncDispose]: () => real[Symbol.asyncDispose](),
  };
}
