import { tempFolder } from "@countersign/testkit";
import { expect, it } from "vitest";
import { desk, member } from "./desk.testing.ts";
import { done } from "./governed-home.testing.ts";

const MIXED = {
  "ranker/score.py": "weight = 2\n",
  "src/run.ts": 'const rule = await (await fetch("https://rules.acme.net/v1")).text();\neval(rule);\n',
};

/** A desk whose data guard decides about `src/` alone, and a change of a weight that also runs what somebody else sends. */
async function mixed(folder: string) {
  const guarded = '{id: data-flow, paths: ["**"]';
  const { propose, capture, say, run, repo, commit } = await desk(folder, [[guarded, guarded.replace("**", "src/**")]]);
  propose("mixed", MIXED);
  return { capture, say, run, repo, commit, propose };
}

it("a change of which a part waits for somebody whom the rest does not need is shown in parts, and how to make them", async () => {
  using folder = tempFolder();
  const { capture, run, repo, commit } = await mixed(folder.path);
  const { change } = await capture("mixed");
  const again = await done(run("capture", "--repo", repo.path, "--base", "main", "--head", "mixed"));
  expect(again.stdout).toContain("Better as 2 changes");
  const { stdout } = await done(run("show", change, "--stat"));
  const advice = stdout.slice(stdout.indexOf("Better as 2 changes")).split("\n\n")[0] ?? "";
  expect(advice).toContain("R4 weight; by algorithm\n       ranker/score.py");
  expect(advice).toMatch(/R4 remote-code; by algorithm, data-flow\n {7}src\/run.ts/);
  const restore = /git restore .* --worktree -- /.exec(advice)?.[0] ?? "";
  repo.git(["switch", "-qc", "part", commit]);
  repo.git([...restore.trim().split(" ").slice(1), "ranker/score.py"]);
  expect(repo.git(["status", "--porcelain"])).toBe("M  ranker/score.py");
  expect(member((await run("show", change, "--stat", "--json")).json, "split")).toMatchObject({
    parts: [
      { paths: ["ranker/score.py"], classes: [{ class: "weight", risk: "R4" }], deciders: ["algorithm"] },
      { paths: ["src/run.ts"], deciders: ["algorithm", "data-flow"] },
    ],
    rest: [],
  });
});

it("why says so while something is missing, and nothing once nobody is waited for", async () => {
  using folder = tempFolder();
  const { capture, say, run } = await mixed(folder.path);
  const { change } = await capture("mixed");
  expect((await done(run("why", change))).stdout).toContain("Better as 2 changes");
  for (const person of ["dana", "nils"] as const) await done(say("approve", change, person));
  const { stdout } = await done(run("why", change));
  expect(stdout).toContain("everything it needs is there");
  expect(stdout).not.toContain("Better as");
});

it("a change with one part, or with parts that the same people decide about, is left alone", async () => {
  using folder = tempFolder();
  const { propose, capture, run, repo } = await desk(folder.path);
  propose("mixed", MIXED);
  const { change } = await capture("mixed");
  expect((await done(run("show", change, "--stat"))).stdout).not.toContain("Better as");
  expect((await done(run("analyse", "--repo", repo.path, "--base", "main", "--head", "mixed"))).stdout).toContain(
    "Better as 2 changes",
  );
});
