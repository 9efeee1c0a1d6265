import { join } from "node:path";
import { materialise } from "@countersign/core/testing";
import type { World } from "@countersign/core/testing";
import { tempFolder } from "@countersign/testkit";
import { initRepository } from "./init-repository.testing.ts";
import { openCourt } from "./judge-world.testing.ts";
import type { WorldCase } from "./judge-world.testing.ts";

/** A world whose commits are in a repository and whose log is written. */
export type OpenCase = {
  readonly world: World;
  readonly about: WorldCase;
  /** Object ids of its commits, by their names. */
  readonly names: ReadonlyMap<string, string>;
};

/** Writes worlds into one repository and plays something with each of them, one after the other. */
export async function withCases<T>(
  all: readonly World[],
  play: (open: OpenCase, index: number) => Promise<T>,
): Promise<readonly T[]> {
  using folder = tempFolder();
  const repository = initRepository(join(folder.path, "worlds.git"));
  const ids = materialise(repository, all);
  await using court = await openCourt(repository, join(folder.path, "mirror.git"), ids);
  const played: T[] = [];
  for (const [index, world] of all.entries()) {
    const names = ids[index];
    if (names === undefined) throw new Error("a world without commits");
    played.push(await play({ world, names, about: await court.record(world, names) }, index));
  }
  return played;
}
