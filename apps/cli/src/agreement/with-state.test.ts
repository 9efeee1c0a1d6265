import { shellScript, worlds } from "@countersign/core/testing";
import type { World } from "@countersign/core/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { schedule, schedules } from "./ask-schedule.testing.ts";
import type { Schedule } from "./ask-schedule.testing.ts";
import { withCases } from "./open-cases.testing.ts";
import { askBothGates } from "./state-rules.testing.ts";

/** Worlds in one repository; several repositories make up a run. */
const BATCH = 50;
const BATCHES = Number(process.env["COUNTERSIGN_AGREEMENT_BATCHES"] ?? "1");
const SEED = Number(process.env["COUNTERSIGN_AGREEMENT_SEED"] ?? "20261128");

type Case = readonly [World, Schedule];

describe("a gate with state and one without", () => {
  it.each(Array.from({ length: BATCHES }, (_, batch) => batch))(
    "H2 agree on what is asked along random histories, batch %i",
    { timeout: 600_000 },
    async (batch) => {
      const cases = fc.sample(fc.tuple(worlds(), schedules()), { seed: SEED + batch, numRuns: BATCH });
      expect(await disagreementsIn(cases)).toEqual([]);
    },
  );
});

async function disagreementsIn(cases: readonly Case[]): Promise<readonly string[]> {
  const schedulesOf = cases.map(([, asks]) => asks);
  const told = await withCases(
    cases.map(([world]) => world),
    async (open, index) => {
      const { broken } = await askBothGates(open, schedule(open.world, open.about, schedulesOf[index] ?? []));
      return broken === undefined ? [] : [`${broken}\n${shellScript(open.world)}`];
    },
  );
  return told.flat();
}
