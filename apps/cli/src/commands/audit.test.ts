import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { openRecordsStage } from "../attacks/records.testing.ts";
import { desk } from "../desk.testing.ts";
import type { Desk } from "../desk.testing.ts";
import { done } from "../governed-home.testing.ts";

/** A desk with a change at leaf 1 and an approval at leaf 2; `damage` has its way with the evidence of a leaf. */
async function scene(folder: string) {
  const { run, propose, capture, say, home }: Desk = await desk(folder);
  propose("feature", { "ranker/score.py": "weight = 2\n" });
  const { change } = await capture("feature");
  await done(say("approve", change, "dana"));
  const damage = async (leaf: number, how: (file: string) => void) => {
    const { stdout } = await done(run("evidence", String(leaf), "--leaf"));
    const { sha256 } = JSON.parse(stdout) as { readonly sha256: string };
    how(join(home, "evidence", sha256.slice(0, 2), sha256.slice(2)));
  };
  const audit = () => run("audit", "--log", home, "--root", join(home, "root.json"), "--json");
  return { run, damage, audit };
}

function flip(file: string): void {
  const bytes = readFileSync(file);
  bytes[30] = (bytes[30] ?? 0) ^ 1;
  rmSync(file);
  writeFileSync(file, bytes);
}

describe("a log whose evidence is gone or damaged", () => {
  it.each([
    ["missing", rmSync, "bundle.evidence-missing"],
    ["damaged", flip, "bundle.evidence-mismatch"],
  ] as const)("F29: says so of the first policy when that is %s", async (_, how, code) => {
    using folder = tempFolder();
    const { run, damage, audit } = await scene(folder.path);
    await damage(0, how);
    expect(await audit()).toMatchObject({ exit: 6, json: { ok: false, problems: [{ index: 0, code }] } });
    for (const command of [["queue"], ["bundle", "-o", join(folder.path, "log.bundle")]])
      expect(await run(...command, "--json")).toMatchObject({
        exit: 6,
        json: { code, message: expect.stringContaining("leaf 0") },
      });
  });

  it.each([
    ["missing", rmSync, "bundle.evidence-missing"],
    ["damaged", flip, "bundle.evidence-mismatch"],
  ] as const)("F29: takes a decision about a %s change for what follows, not for a forgery", async (_, how, code) => {
    using folder = tempFolder();
    const { damage, audit } = await scene(folder.path);
    await damage(1, how);
    expect(await audit()).toMatchObject({
      exit: 6,
      json: {
        ok: false,
        problems: [
          { index: 1, code },
          { index: 2, code: "statement.change", follows: 1, message: expect.stringMatching(/leaf 1, whose evidence/) },
        ],
      },
    });
  });
});

describe("audit", () => {
  it("counts what was started and then succeeded as one deployment", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const head = stage.repo.commit({ files: { "ranker/score.py": "2\n" } });
    await stage.cover(head, { base: stage.c0 });
    const verdict = await stage.signedVerdict(head, "build-1");
    for (const state of ["started", "succeeded"]) await done(stage.receipt(verdict, state));
    const { stdout } = await done(stage.run("audit", "--log", stage.home, "--root", join(stage.home, "root.json")));
    expect(stdout).toMatch(/, 1 deployment\n/);
  });

  it("counts in words that fit, and tells the time to the second", async () => {
    using folder = tempFolder();
    const { run } = await desk(folder.path);
    const log = ["--log", join(folder.path, "home"), "--root", join(folder.path, "home/root.json")];
    const { stdout } = await done(run("audit", ...log));
    expect(stdout).toContain("1 policy version, 0 baselines, 0 changes, 0 decisions, 0 deployments\n");
    expect(stdout).toMatch(/witnessed \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/);
    expect(
      await run("audit", "--log", join(folder.path, "no"), "--root", join(folder.path, "home/root.json"), "--json"),
    ).toMatchObject({ exit: 5, json: { code: "files.missing" } });
  });
});
