import { judgeNaively, openNaiveGit, worlds } from "@countersign/core/testing";
import type { Judgement } from "@countersign/core/testing";
import { tempFolder } from "@countersign/testkit";
import fc from "fast-check";
import { expect, it } from "vitest";
import { compareGates } from "./compare-gates.testing.ts";
import { memoryCourt } from "./memory-court.testing.ts";
import { playBatch } from "./play-batch.testing.ts";

it.each(["reference", "state"] as const)(
  "a batch of worlds in memory agrees, and some of them with real git: %s",
  { timeout: 240_000 },
  async (game) => {
    const { disagreement, codes, ...played } = await playBatch(game, 16, 26);
    expect(disagreement).toBeUndefined();
    expect(played).toMatchObject({ worlds: 26, sampled: 2 });
    expect(played.cases).toBeGreaterThan(2 * 26);
    expect(Object.values(codes).reduce((sum, count) => sum + count, 0)).toBe(played.cases);
    expect(Object.keys(codes)).toEqual(expect.arrayContaining(["allow gate.allowed", "deny gate.residual"]));
  },
);

it("what does not agree is told with the history that it is about", async () => {
  using merges = tempFolder();
  using folder = tempFolder();
  const court = memoryCourt(merges.path);
  const all = fc.sample(worlds(), { seed: 3, numRuns: 1 });
  const gits = openNaiveGit(folder.path, all);
  for (const [index, world] of all.entries()) {
    const git = gits[index];
    if (git === undefined) throw new Error("a world without git");
    const liar = async (): Promise<Judgement> => ({ ...judgeNaively(world, git), code: "breakglass.ttl" });
    const { answers, disagreement } = await compareGates(await court.open(world), liar);
    expect(answers).toHaveLength(1);
    expect(disagreement).toMatch(/^naive .*breakglass\.ttl.*\ngate  .*\n#!\/bin\/sh\n/);
  }
});
