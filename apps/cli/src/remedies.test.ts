import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "@countersign/attest";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { openStage } from "./attacks/stage.testing.ts";
import type { Stage } from "./attacks/stage.testing.ts";
import { done, edited, signedByAll } from "./governed-home.testing.ts";
import { runCli } from "./run.testing.ts";
import type { CliRun } from "./run.testing.ts";

/** Does what the first reason of a gate's answer says, word for word but for the key; the home is the one that it names. */
async function pasted({ key }: Stage, { json }: CliRun): Promise<CliRun> {
  const { reasons } = json as JsonObject & { readonly reasons: readonly { readonly remedy: string }[] };
  const [program, ...args] = (reasons[0]?.remedy ?? "").split(" ");
  expect(program).toBe("countersign");
  const filled = args.map((word) => (word === "FILE" ? key("dana") : word));
  return runCli([...filled, ...(filled[0] === "approve" ? ["--yes"] : [])], { home: "/nowhere" });
}

async function ask({ folder, home, repo, run }: Stage, commit: string): Promise<CliRun> {
  const bundle = join(folder, "log.bundle");
  await done(run("bundle", "-o", bundle));
  const log = ["--root", join(home, "root.json"), "--bundle", bundle, "--home", home];
  return run("gate", "--repo", repo.path, "--commit", commit, "--env", "production", ...log, "--json");
}

async function toldAndDone(stage: Stage, commit: string): Promise<readonly string[]> {
  const codes: string[] = [];
  for (let tries = 0; tries < 4; tries += 1) {
    const answer = await ask(stage, commit);
    codes.push((answer.json as { readonly code: string }).code);
    if (answer.exit === 0) break;
    await done(pasted(stage, answer));
  }
  return codes;
}

async function secondVersion(stage: Stage): Promise<void> {
  const { policy, run } = stage;
  const next = join(stage.folder, "second.yaml");
  writeFileSync(next, edited({ policy }, "version: 1", "version: 2").replace('exclude: ["docs/**"]', "exclude: []"));
  await signedByAll(stage, next);
  await done(run("policy", "publish", next));
}

describe("what a gate says to do, done word for word in the home that it names,", () => {
  it("leads from nothing to allowed", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const head = stage.repo.commit({ files: { "ranker/score.py": "2\n" } });
    expect(await toldAndDone(stage, head)).toEqual(["gate.residual", "decision.missing", "gate.allowed"]);
  });

  it("A13: leads past an approval that is used up", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, cover, c0 } = stage;
    const first = repo.commit({ files: { "ranker/score.py": "2\n" } });
    const back = repo.commit({ files: { "ranker/score.py": "def score(post):\n    return 1\n" } });
    const again = repo.commit({ files: { "ranker/score.py": "2\n" } });
    await cover(first, { base: c0 });
    await cover(back, { base: first });
    expect(await toldAndDone(stage, again)).toEqual(["gate.approval-used", "gate.allowed"]);
  });

  it("leads past a policy version that changes the scope, by capturing again", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const head = stage.repo.commit({ files: { "ranker/score.py": "2\n" } });
    await stage.capture(head, { base: stage.c0 });
    await secondVersion(stage);
    const outdated = await ask(stage, head);
    expect(outdated.json).toMatchObject({ code: "decision.missing" });
    expect(await toldAndDone(stage, head)).toEqual(["decision.missing", "decision.missing", "gate.allowed"]);
  });
});
