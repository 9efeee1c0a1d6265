import { join } from "node:path";
import { judgeNaively, materialise, openNaiveGit, shellScript, worlds } from "@countersign/core/testing";
import type { World } from "@countersign/core/testing";
import { tempFolder } from "@countersign/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answered } from "./gate-answer.testing.ts";
import type { GateAnswer } from "./gate-answer.testing.ts";
import { initRepository } from "./init-repository.testing.ts";
import { openCourt } from "./judge-world.testing.ts";
import { playBatch } from "./play-batch.testing.ts";

/** Worlds in one repository; several repositories make up a run. */
const BATCH = 250;
const BATCHES = Number(process.env["COUNTERSIGN_AGREEMENT_BATCHES"] ?? "1");
/** Batches whose objects are in memory: of each world, several questions, and one of 200 compared with real Git. */
const IN_MEMORY = 2 * BATCHES;
const SEED = Number(process.env["COUNTERSIGN_AGREEMENT_SEED"] ?? "20261122");

describe("the gate and the naive reference gate", () => {
  it.each(Array.from({ length: BATCHES }, (_, batch) => batch))(
    "agree on random histories, batch %i",
    { timeout: 600_000 },
    async (batch) => {
      const cases = fc.sample(worlds(), { seed: SEED + batch, numRuns: BATCH });
      const disagreements = await disagreementsIn(cases);
      expect(disagreements.map((one) => one.summary)).toEqual([]);
    },
  );

  it.each(Array.from({ length: IN_MEMORY }, (_, batch) => BATCHES + batch))(
    "agree on random histories in memory, batch %i",
    { timeout: 600_000 },
    async (batch) => {
      const { worlds: played, cases, disagreement } = await playBatch("reference", SEED + batch, BATCH);
      expect(disagreement).toBeUndefined();
      expect(played).toBe(BATCH);
      expect(cases).toBeGreaterThan(2 * BATCH);
    },
  );
});

async function disagreementsIn(cases: readonly World[]): Promise<readonly { readonly summary: string }[]> {
  using folder = tempFolder();
  const naiveGits = openNaiveGit(folder.path, cases);
  const repository = initRepository(join(folder.path, "worlds.git"));
  const ids = materialise(repository, cases);
  await using court = await openCourt(repository, join(folder.path, "mirror.git"), ids);
  const disagreements: { readonly summary: string }[] = [];
  for (const [index, world] of cases.entries()) {
    const [git, names] = [naiveGits[index], ids[index]];
    if (git === undefined || names === undefined) throw new Error("a world without a repository");
    const naive = judgeNaively(world, git);
    const wanted: GateAnswer = { decision: naive.decision, code: naive.code, residual: naive.residual };
    const found = await answered(() => court.judge(world, names));
    if (JSON.stringify(found) !== JSON.stringify(wanted))
      disagreements.push({
        summary: `naive ${JSON.stringify(wanted)}\ngate  ${JSON.stringify(found)}\n${shellScript(world)}`,
      });
  }
  return disagreements;
}
