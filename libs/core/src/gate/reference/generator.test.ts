import { tempFolder } from "@countersign/testkit";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { parsePolicy } from "../../policy/parse.ts";
import { worlds } from "./generator.testing.ts";
import { CODES } from "./naive-codes.testing.ts";
import { judgeNaively } from "./naive-gate.testing.ts";
import type { Judgement } from "./naive-gate.testing.ts";
import { openNaiveGit } from "./naive-git.testing.ts";
import { amendedPolicy, initialPolicy, retiringPolicy } from "./policy-document.testing.ts";

const RUNS = 600;
const folder = tempFolder();
afterAll(() => folder[Symbol.dispose]());

describe("random worlds", () => {
  const all = fc.sample(worlds(), { seed: 20_261_132, numRuns: RUNS });

  it("are allowed, pending and denied in 15 of 100 cases at least, and every code occurs", { timeout: 120_000 }, () => {
    const gits = openNaiveGit(folder.path, all);
    const judgements = all.flatMap((world, index): readonly Judgement[] => {
      const git = gits[index];
      return git === undefined ? [] : [judgeNaively(world, git)];
    });
    const share = (decision: string) => judgements.filter((one) => one.decision === decision).length / RUNS;
    for (const decision of ["allow", "pending", "deny"]) expect(share(decision), decision).toBeGreaterThanOrEqual(0.15);
    const seen = new Set(judgements.flatMap(({ code, reasons }) => [code, ...reasons]));
    expect(CODES.filter((code) => !seen.has(code))).toEqual([]);
  });

  it("name only parents that came before, and captures and events that exist", () => {
    for (const { commits, log, policy, candidate } of all) {
      const known = new Map(commits.map(({ name }, index) => [name, index]));
      commits.forEach(({ parents }, index) =>
        parents.forEach((parent) => expect(known.get(parent)).toBeLessThan(index)),
      );
      expect(known.has(candidate)).toBe(true);
      for (const event of log) if (event.kind === "review") expect(log[event.capture]?.kind).toBe("capture");
      for (const index of policy.void) expect(log[index]).toBeDefined();
    }
  });

  it("have valid policies", { timeout: 60_000 }, () => {
    const leaves = { leafOf: (event: number) => event + 1, recordOf: () => "0".repeat(64) };
    for (const world of all) {
      expect(parsePolicy(initialPolicy(world)).version).toBe(1);
      const amended = amendedPolicy(world, leaves);
      const retiring = retiringPolicy(world);
      if (retiring !== undefined) expect(parsePolicy(retiring).version).toBe(2);
      if (amended !== undefined) expect(parsePolicy(amended).version).toBe(retiring === undefined ? 2 : 3);
    }
  });
});
