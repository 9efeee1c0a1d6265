import { expect, it } from "vitest";
import { reportText } from "../apps/service/src/faults/report.testing.ts";
import { runFaults } from "../apps/service/src/faults/run.testing.ts";

it(
  "G5: a service of which every process and every store is killed while it works loses, doubles and confuses nothing",
  { timeout: 400_000 },
  async () => {
    const report = await runFaults(
      {
        seed: 7,
        jobs: "redis",
        amounts: { changes: 40, landings: 4, rewinds: 1 },
        faults: { least: 8, apart: 700, endLeases: 1 },
        lost: 0,
        patience: 150_000,
      },
      () => {},
    );
    process.stderr.write(`${reportText(report)}\n`);
    expect(report.counts.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
    expect(report.done.times.size).toBe(8);
  },
);
