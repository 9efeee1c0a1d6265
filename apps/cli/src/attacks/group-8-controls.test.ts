import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { done, startedHome } from "../governed-home.testing.ts";
import { runCli } from "../run.testing.ts";
import { openRecordsStage } from "./records.testing.ts";
import type { RecordsStage } from "./records.testing.ts";
import { openStage } from "./stage.testing.ts";

const STAGING = ["environments:\n", "environments:\n  - {id: staging, requires: []}\n"] as const;

/** The words that ask the gate about a commit, with a fresh bundle. */
async function asking({ folder, home, repo, run }: RecordsStage, commit: string): Promise<readonly string[]> {
  const bundle = join(folder, "log.bundle");
  await done(run("bundle", "-o", bundle));
  const log = ["--root", join(home, "root.json"), "--bundle", bundle];
  return ["gate", "--repo", repo.path, "--commit", commit, "--env", "production", ...log, "--json"];
}

describe("group 8: nothing to check, and no way around", () => {
  it("H8: an environment that requires nothing allows and says so, and so does the settled commit", async () => {
    using folder = tempFolder();
    const { repo, c0, gate } = await openStage(folder.path, { edits: [STAGING] });
    const allow = { decision: "allow", code: "gate.allowed", exit: 0 };
    expect(await gate(c0)).toMatchObject({ ...allow, reasons: ["gate.settled"] });
    const open = repo.commit({ files: { "ranker/score.py": "def score(post):\n    return 9\n" } });
    expect(await gate(open, { env: "staging" })).toMatchObject({ ...allow, reasons: ["gate.nothing-required"] });
  });

  it("H8: an empty bundle and an empty log prove nothing", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const words = await asking(stage, stage.c0);
    writeFileSync(join(folder.path, "log.bundle"), "");
    expect(await stage.run(...words)).toMatchObject({ exit: 6, json: { decision: "error", code: "bundle.empty" } });
    const empty = join(folder.path, "empty");
    mkdirSync(empty);
    const audit = await stage.run("audit", "--log", empty, "--root", join(stage.home, "root.json"), "--json");
    expect(audit).toMatchObject({ exit: 6, json: { decision: "error", code: "log.empty" } });
    const { run } = await startedHome(join(folder.path, "new"));
    const answer = await run("bundle", "-o", join(folder.path, "new.bundle"), "--json");
    expect(answer).toMatchObject({ exit: 6, json: { decision: "error", code: "policy.missing" } });
  });

  it("H10: no variable, no file of the candidate and no look-alike option opens the emergency exit", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const note = '{"breakGlass":true,"approvedBy":["olga","dana"]}\n';
    const files = { "ranker/score.py": "def score(post):\n    return 9\n", "docs/break-glass.json": note };
    const x = stage.repo.commit({ files, message: "Break-glass: olga, dana" });
    const words = await asking(stage, x);
    const env = { COUNTERSIGN_BREAK_GLASS: "1", COUNTERSIGN_EMERGENCY: "true", COUNTERSIGN_FORCE: "1" };
    const home = join(folder.path, "gate");
    mkdirSync(join(home, "break-glass"), { recursive: true });
    writeFileSync(join(home, "break-glass", `${"0".repeat(64)}.json`), note);
    expect(await runCli(words, { home, env })).toMatchObject({ exit: 4, json: { code: "gate.residual" } });
    for (const option of ["--break-glass", "--emergency", "--force", "--break-glass=", "--override"])
      expect((await stage.run(...words, option)).exit, option).not.toBe(0);
    const shown = join(folder.path, "note.json");
    writeFileSync(shown, note);
    expect(await stage.run(...words, "--break-glass", shown)).toMatchObject(json6());
  });

  it("H11: the gate's key does not lie where the candidate's author writes", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const inside = join(stage.repo.path, "gate.key");
    const words = await asking(stage, stage.c0);
    const answer = await stage.run(...words, "--key", inside, "--verdict", join(folder.path, "v.json"));
    expect(answer).toMatchObject({ exit: 2, json: { code: "usage.root-in-repository" } });
  });
});

/** An answer that ends before anything was judged. */
function json6(): object {
  return { exit: 6, json: { decision: "error" } };
}
