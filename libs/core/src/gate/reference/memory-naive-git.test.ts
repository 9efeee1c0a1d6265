import { tempFolder } from "@countersign/testkit";
import fc from "fast-check";
import { expect, it } from "vitest";
import { worlds } from "./generator.testing.ts";
import { initBare, materialise } from "./materialise.testing.ts";
import { judgeInMemory } from "./memory-naive-git.testing.ts";
import { openMergeDesk } from "./merge-desk.testing.ts";
import { judgeNaively } from "./naive-gate.testing.ts";
import { openNaiveGit } from "./naive-git.testing.ts";
import { objectStore } from "./object-store.testing.ts";
import { questions } from "./questions.testing.ts";
import { writeWorld } from "./world-objects.testing.ts";

const all = fc.sample(worlds(), { seed: 8, numRuns: 25 });

it("commits in memory have the ids that git gives them", () => {
  using folder = tempFolder();
  const store = objectStore();
  expect(all.map((world) => writeWorld(store, world))).toEqual(materialise(initBare(folder.path), all));
});

it("the reference says the same over objects in memory and over git", { timeout: 120_000 }, async () => {
  using folder = tempFolder();
  using desks = tempFolder();
  const store = objectStore();
  const desk = openMergeDesk(desks.path, store);
  const gits = openNaiveGit(folder.path, all);
  for (const [index, world] of all.entries()) {
    const [git, names] = [gits[index], writeWorld(store, world)];
    if (git !== undefined) expect(await judgeInMemory(world, names, store, desk)).toEqual(judgeNaively(world, git));
  }
  expect(desk.count().merged).toBeGreaterThan(0);
});

it("a world is asked nothing twice, and first what it asks itself", () => {
  for (const world of all) {
    const asked = questions(world);
    expect(asked[0]).toBe(world);
    expect(new Set(asked.map(({ candidate, environment }) => `${candidate} ${environment}`)).size).toBe(asked.length);
  }
  expect(all.flatMap(questions).length).toBeGreaterThan(5 * all.length);
});
