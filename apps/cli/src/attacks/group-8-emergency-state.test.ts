import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseCanonical, parseEnvelope } from "@countersign/attest";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { member } from "../desk.testing.ts";
import { done } from "../governed-home.testing.ts";
import { runCli } from "../run.testing.ts";
import { openRecordsStage } from "./records.testing.ts";
import type { RecordsStage } from "./records.testing.ts";
import { statefulGate } from "./stateful.testing.ts";

const opened = { decision: "allow", code: "gate.break-glass", exit: 0 };
const residual = { decision: "deny", code: "gate.residual", exit: 4 };

function uncovered({ repo }: RecordsStage, score: number): string {
  return repo.commit({ files: { "ranker/score.py": `def score(post):\n    return ${score}\n` } });
}

describe("group 8: the emergency exit of a gate with state", () => {
  it("H3 H5: settles nothing in the state, and is no way back", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const gate = statefulGate(stage);
    expect(await gate.ask(stage.c0)).toMatchObject({ decision: "allow", code: "gate.allowed", exit: 0 });
    const x = uncovered(stage, 9);
    await stage.breakGlass(x);
    expect(await gate.ask(x)).toMatchObject(opened);
    expect(await gate.ask(x)).toMatchObject(opened);
    const y = stage.repo.commit({ files: { "docs/a.md": "More.\n" } });
    expect(await gate.ask(y)).toMatchObject(residual);
    expect(await gate.back(x)).toMatchObject({ decision: "deny", code: "rollback.not-verified", exit: 4 });
    await stage.cover(x, { base: stage.c0 });
    expect(await gate.ask(y)).toMatchObject({ decision: "allow", code: "gate.allowed", exit: 0 });
  });

  it("H4: the state knows who signed, what is not reviewed, and who reviewed it", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const gate = statefulGate(stage);
    const x = uncovered(stage, 9);
    const leaf = await stage.breakGlass(x);
    expect(await gate.ask(x)).toMatchObject(opened);
    await done(stage.closeIncident(`leaf:${leaf}`, "nils"));
    expect(await gate.ask(x)).toMatchObject(opened);
    const y = uncovered(stage, 8);
    expect(await gate.ask(y)).toMatchObject(residual);
    await stage.breakGlass(y);
    expect(await gate.ask(y)).toMatchObject(opened);
  });

  it("H11: a gate with state signs what it answers, and ends a verdict with the approval that it rests on", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const { repo, c0, run, home, capture, say } = stage;
    const h = repo.commit({ files: { "ranker/score.py": "def score(post):\n    return 2\n" }, parents: [c0] });
    const { change } = await capture(h, { base: c0 });
    await done(say("approve", change, "dana", "--expires", "PT10M"));
    const [bundle, file] = [join(folder.path, "log.bundle"), join(folder.path, "verdict.json")];
    await done(run("bundle", "-o", bundle));
    const log = ["--root", join(home, "root.json"), "--bundle", bundle, "--state", join(folder.path, "state")];
    const asked = ["gate", "--repo", repo.path, "--commit", h, "--env", "production", ...log, "--json"];
    const signing = ["--key", stage.gateKey, "--verdict", file, "--request", "build-42"];
    const answer = await runCli([...asked, ...signing], { home: join(folder.path, "gate") });
    expect(answer).toMatchObject({ exit: 0, json: { code: "gate.allowed", requestId: "build-42" } });
    const statement = parseCanonical(parseEnvelope(readFileSync(file)).payload, "statement");
    const until = Date.parse(String(member(member(statement, "predicate"), "validUntil")));
    expect(until - Date.now()).toBeLessThanOrEqual(600_000);
    expect(await stage.checkVerdict(file, h, "--request", "build-42")).toMatchObject({ exit: 0 });
    expect(await stage.receipt(file, "succeeded")).toMatchObject({ exit: 0 });
  });
});
