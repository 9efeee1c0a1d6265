import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { done } from "../governed-home.testing.ts";
import { land } from "./landing.testing.ts";
import { openRecordsStage } from "./records.testing.ts";

/** A log in which `first` was deployed to production, then `second`; and an audit of what runs. */
async function deployedTwice(folder: string) {
  const stage = await openRecordsStage(folder);
  const { repo, c0, cover, home, run } = stage;
  const commit = async (weight: number, parent: string) => {
    const files = { "ranker/score.py": `def score(post):\n    return ${weight}\n` };
    const h = repo.commit({ files, ref: `refs/heads/h${weight}`, parents: [parent] });
    await cover(h, { base: parent });
    return land(repo, h, "fast-forward", parent);
  };
  const first = await commit(2, c0);
  await done(stage.receipt(await stage.signedVerdict(first, "build-1"), "succeeded"));
  const second = await commit(3, first);
  const verdict = await stage.signedVerdict(second, "build-2");
  await done(stage.receipt(verdict, "started"));
  await done(stage.receipt(verdict, "succeeded"));
  const audit = async (running: unknown, ...options: readonly string[]) => {
    const file = join(folder, "running.json");
    writeFileSync(file, typeof running === "string" ? running : JSON.stringify({ running }));
    const root = join(home, "root.json");
    return run("audit", "--log", home, "--root", root, "--running", file, "--json", ...options);
  };
  const place = (target: string, runs: string, environment = "production") => {
    return { target, repository: "local:feed", environment, commit: runs };
  };
  return { stage, first, second, audit, place };
}

describe("group 8: what runs, and what the log says of it", () => {
  it("H17: what runs is not what receipts say: another pipeline, an old region, a canary nobody gates", async () => {
    using folder = tempFolder();
    const { stage, first, second, audit, place } = await deployedTwice(folder.path);
    expect(await audit([place("eu/ranker", second), place("us/ranker", second)])).toMatchObject({ exit: 0 });
    const smuggled = stage.repo.commit({ files: { "ranker/score.py": "def score(post):\n    return 9\n" } });
    const answer = await audit([
      place("eu/ranker", second),
      place("ap/ranker", first),
      place("us/ranker", smuggled),
      place("eu/canary", second, "canary"),
      { ...place("eu/other", second), repository: "local:other" },
    ]);
    expect(answer).toMatchObject({ exit: 6, json: { ok: false } });
    expect(problemsOf(answer)).toEqual([
      ["audit.unapproved-running", "ap/ranker"],
      ["audit.no-receipt", "us/ranker"],
      ["audit.ungated", "eu/canary"],
      ["audit.ungated", "eu/other"],
    ]);
  });

  it("H17: an artifact that no receipt names has none, and one without the verdict behind its receipt is found", async () => {
    using folder = tempFolder();
    const { stage, second, audit, place } = await deployedTwice(folder.path);
    const digest = (of: string) => `sha256:${of.repeat(64)}`;
    const verdict = await stage.signedVerdict(second, "build-3", "--artifact", digest("1"));
    await done(stage.receipt(verdict, "succeeded", "--artifact", digest("1")));
    const runs = (artifact: string) => [{ ...place("eu/ranker", second), artifact }];
    expect(await audit(runs(digest("1")))).toMatchObject({ exit: 0 });
    expect(problemsOf(await audit([{ ...place("eu/ranker", stage.c0), artifact: digest("2") }]))).toEqual([
      ["audit.no-receipt", "eu/ranker"],
    ]);
    using none = tempFolder();
    const found = problemsOf(await audit(runs(digest("1")), "--verdicts", none.path));
    expect(found).toContainEqual(["audit.no-verdict", "eu/ranker"]);
  });

  it("H17: what is no inventory is refused, and nothing is found to be in order", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const file = join(folder.path, "running.json");
    const target = { target: "a", repository: "local:feed", environment: "production" };
    for (const text of [
      "{",
      "[]",
      ...[[target], [{ ...target, commit: "12ab" }]].map((running) => JSON.stringify({ running })),
    ]) {
      writeFileSync(file, text);
      const root = join(stage.home, "root.json");
      const answer = await stage.run("audit", "--log", stage.home, "--root", root, "--running", file, "--json");
      expect(answer).toMatchObject({ exit: 2, json: { code: "usage.inventory" } });
    }
  });
});

function problemsOf({ json }: { readonly json: unknown }): readonly (readonly [string, string])[] {
  if (typeof json !== "object" || json === null || !("problems" in json) || !Array.isArray(json.problems)) return [];
  return json.problems.map(({ code, message }) => [String(code), String(message).split(" ")[0] ?? ""]);
}
