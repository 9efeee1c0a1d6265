import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { contentsOf, workInHome } from "@countersign/home";
import { openHome } from "@countersign/home/folder";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { done, startedHome } from "../governed-home.testing.ts";
import { openLife } from "../policy-life/life.testing.ts";
import type { Life } from "../policy-life/life.testing.ts";

const CASES = `
cases:
  - name: the oracle alone is not enough
    environment: production
    paths: [ranker/score.py]
    authors: [olga@acme.example]
    decisions: [{by: dana}]
    expect: {decision: pending, code: decision.missing, requirements: {algorithm: SATISFIED, data-flow: UNSATISFIED}}
  - name: both are
    environment: production
    paths: [ranker/score.py]
    decisions:
      - {by: dana}
      - {by: nils, says: reject}
      - {by: nils, says: approve, role: data-guard}
    expect: {code: gate.allowed}
`;

async function started(folder: string) {
  const scene = await startedHome(folder);
  const test = (text: string, ...options: readonly string[]) => {
    const file = join(folder, "cases.yaml");
    writeFileSync(file, text);
    return scene.run("policy", "test", scene.policy, "--cases", file, ...options);
  };
  return { ...scene, test };
}

describe("policy test: cases", () => {
  it("says which come out as expected, and ends with 0 when all do", async () => {
    using folder = tempFolder();
    const { test } = await started(folder.path);
    expect(await test(CASES, "--json")).toMatchObject({ exit: 0, json: { passed: 2, failed: 0, version: 1 } });
    const { stdout } = await test(CASES);
    expect(stdout).toContain("pass  both are: allow gate.allowed\n2 of 2 cases came out as expected");
  });

  it("ends with 4 where one does not, and says how", async () => {
    using folder = tempFolder();
    const { test } = await started(folder.path);
    const answer = await test(CASES.replace("code: gate.allowed", "code: gate.residual"), "--json");
    expect(answer).toMatchObject({
      exit: 4,
      json: {
        code: "policy.cases",
        failed: 1,
        cases: [{ differences: [] }, { differences: ["code: expected gate.residual, is gate.allowed"] }],
      },
    });
  });

  it.each([
    ["another form", "cases: [{name: x}]", "usage.case", 2],
    ["a doubled key", "cases: []\ncases: []", "policy.yaml-duplicate-key", 6],
  ])("refuses cases of %s", async (_what, text, code, exit) => {
    using folder = tempFolder();
    const { test } = await started(folder.path);
    expect(await test(text, "--json")).toMatchObject({ exit, json: { code } });
  });

  it("wants something to test, and shows the form of cases in its help", async () => {
    using folder = tempFolder();
    const { run, policy, repo } = await started(folder.path);
    expect(await run("policy", "test", policy, "--json")).toMatchObject({ exit: 2, json: { code: "usage.missing" } });
    expect((await run("policy", "test", "--help")).stdout).toContain("\n      paths: [ranker/score.py] ");
    const early = await run("policy", "test", policy, "--repo", repo.path, "--json");
    expect(early).toMatchObject({ exit: 6, json: { code: "policy.missing" } });
  });
});

/** Two approved changes on main, and the version that asks nils about them too. */
async function lived(folder: string) {
  const life = await openLife(folder);
  const heads = ["two\n", "three\n"].map((text) => life.repo.commit({ files: { "ranker/score.py": text } }));
  for (const head of heads) await life.cover(head, { base: life.repo.id(`${head}^`) });
  const stricter = life.draft(["environments.0.requires", ["algorithm", "data-flow"]]);
  const test = (file: string, ...options: readonly string[]) =>
    life.run("policy", "test", file, "--repo", life.repo.path, "--json", ...options);
  return { life, heads, stricter, test };
}

async function bundled({ run, folder, home }: Life): Promise<readonly string[]> {
  const file = join(folder, "replay.bundle");
  await done(run("bundle", "-o", file));
  return ["--bundle", file, "--root", join(home, "root.json")];
}

describe("policy test: the last commits of a ref", () => {
  it("A17 says which would be judged otherwise under another version, and because of what", async () => {
    using folder = tempFolder();
    const { life, heads, stricter, test } = await lived(folder.path);
    const because = ["data-flow: not asked → UNSATISFIED"];
    const changes = heads.map((commit) => ({ commit, before: "gate.allowed", after: "decision.missing", because }));
    const answer = await test(stricter);
    expect(answer).toMatchObject({ exit: 0, json: { commits: 4, changes } });
    expect(await test(stricter, "--last", "1")).toMatchObject({ json: { commits: 1, changes: changes.slice(1) } });
    expect(await test(stricter, "--fail-on-change")).toMatchObject({ exit: 4, json: { code: "policy.verdicts" } });
    expect(await test(stricter, ...(await bundled(life)))).toMatchObject({ json: { commits: 4 } });
  });

  it("says of the version in force that nothing changes", async () => {
    using folder = tempFolder();
    const { life, test } = await lived(folder.path);
    expect(await test(life.policy, "--fail-on-change")).toMatchObject({ exit: 0, json: { changes: [] } });
    const shown = await life.run("policy", "test", life.policy, "--repo", life.repo.path);
    expect(shown.stdout).toBe("0 of 4 commits would be judged otherwise\n");
  });

  it("F27 leaves out what the version voids", async () => {
    using folder = tempFolder();
    const { life, heads, test } = await lived(folder.path);
    const [first] = (await approvals(life)).map(({ leaf, record }) => ({ leaf, record, reason: "a mistake" }));
    const voiding = life.draft(["void", first === undefined ? [] : [first]]);
    expect(await test(voiding)).toMatchObject({
      json: {
        changes: heads.map((commit) => ({ commit, before: "gate.allowed", after: "decision.missing" })),
      },
    });
  });

  it("refuses a half-named log, an unknown environment, and no number", async () => {
    using folder = tempFolder();
    const { stricter, test } = await lived(folder.path);
    expect(await test(stricter, "--bundle", "x")).toMatchObject({ exit: 2, json: { code: "usage.missing" } });
    expect(await test(stricter, "--env", "Production")).toMatchObject({ exit: 2, json: { code: "usage.environment" } });
    expect(await test(stricter, "--last", "0")).toMatchObject({ exit: 2, json: { code: "usage.number" } });
  });
});

/** Leaves and record ids of everything that somebody approved, read from the log's own evidence. */
async function approvals({ home }: Life): Promise<readonly { readonly leaf: number; readonly record: string }[]> {
  await using opened = await workInHome(openHome(home, {}));
  return contentsOf(opened).reviews.map(({ leaf, id }) => ({ leaf, record: id }));
}
