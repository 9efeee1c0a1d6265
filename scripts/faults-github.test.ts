import { expect, it } from "vitest";
import { reportText } from "./github-faults/report.ts";
import { runGithubFaults } from "./github-faults/run.ts";

it(
  "G4: what GitHub loses, doubles, delays, limits and shows late leaves the state of a run in which nothing goes wrong",
  { timeout: 900_000 },
  async () => {
    const report = await runGithubFaults({ seed: 7, pulls: 12 }, () => {});
    process.stderr.write(`${reportText(report)}\n`);
    expect(report.counts.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
    const kinds = [...report.faulty.faults.keys()];
    expect(kinds).toEqual(expect.arrayContaining(["drop", "duplicate", "delay", "reorder", "error-after", "stale"]));
  },
);
