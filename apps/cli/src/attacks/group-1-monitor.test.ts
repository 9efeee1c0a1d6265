import { readFileSync } from "node:fs";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { done } from "../governed-home.testing.ts";
import { watcher } from "../monitor.testing.ts";
import { openLife } from "../policy-life/life.testing.ts";
import { loggedByForce } from "./forced-leaf.testing.ts";
import { land } from "./landing.testing.ts";
import { openRecordsStage, said } from "./records.testing.ts";
import type { RecordsStage } from "./records.testing.ts";
import { strayReceipt } from "./stray-receipt.testing.ts";

/** A branch that changes the score, and what is said of it. */
function scored({ repo, c0 }: RecordsStage, score: number): string {
  const content = `def score(post):\n    return ${score}\n`;
  return repo.commit({ files: { "ranker/score.py": content }, ref: `refs/heads/h${score}`, parents: [c0] });
}

describe("a monitor of what was deployed", () => {
  it("F24: raises an alarm for an approval that was logged after its deployment, and none before it came", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const h = scored(stage, 2);
    const { change } = await stage.capture(h, { base: stage.c0 });
    land(stage.repo, h, "fast-forward", stage.c0);
    const good = await stage.signedVerdict(stage.c0, "build-1");
    await loggedByForce(stage.home, "deployment", readFileSync(await strayReceipt(stage, good, h)));
    await stage.gate(h);
    const watch = watcher(stage);
    const before = await watch();
    expect(before.codes).toContain("audit.deployment-uncovered");
    await done(stage.say("approve", change, "dana"));
    const after = await watch();
    expect(after).toMatchObject({ exit: 6 });
    expect(after.codes).toContain("audit.approved-after-deployment");
    expect(after.told).toEqual(
      expect.arrayContaining([
        "cleared audit.deployment-uncovered",
        "cleared monitor.uncovered",
        "raised audit.approved-after-deployment",
      ]),
    );
  });

  it("A5: raises an alarm for a receipt that names something else than its verdict", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const h = scored(stage, 2);
    await stage.cover(h);
    land(stage.repo, h, "fast-forward", stage.c0);
    const verdict = await stage.signedVerdict(h, "build-42");
    await done(stage.receipt(verdict, "succeeded"));
    const watch = watcher(stage);
    expect(await watch()).toMatchObject({ exit: 0, codes: [] });
    await loggedByForce(stage.home, "deployment", readFileSync(await strayReceipt(stage, verdict, stage.c0)));
    await stage.gate(h);
    expect(await watch()).toMatchObject({ exit: 6, told: ["raised audit.verdict-subject"] });
  });

  it("A5: raises an alarm for a receipt of a commit that its repository does not have", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const verdict = await stage.signedVerdict(stage.c0, "build-1");
    const receipt = readFileSync(await strayReceipt(stage, verdict, "0123456789".repeat(4)));
    await loggedByForce(stage.home, "deployment", receipt);
    await stage.gate(stage.c0);
    expect(await watcher(stage)()).toMatchObject({ exit: 6, codes: ["monitor.deployment-unseen"] });
  });

  it("says that a gate is suspended while an emergency is open, and asks for its review", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const x = stage.repo.commit({ files: { "ranker/score.py": "def score(post):\n    return 7\n" } });
    const watch = watcher(stage);
    const leaf = await stage.breakGlass(x);
    const open = await watch();
    expect(open).toMatchObject({
      exit: 6,
      codes: ["audit.break-glass", "monitor.gate-suspended", "monitor.uncovered"],
    });
    expect(open.alarms.find(({ code }) => code === "monitor.gate-suspended")).toMatchObject({
      at: { leaf, commit: x },
    });
    await done(stage.closeIncident(`leaf:${leaf}`, "nils"));
    expect((await watch()).codes).toEqual(["monitor.gate-suspended", "monitor.uncovered"]);
  });

  it("says that a gate is suspended while an incident says so", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const about = ["--about", `commit:${stage.c0}`, "--code", "gate.suspended", "-m", "The gate is off until Monday."];
    const opened = await done(stage.run("incident", "open", ...about, "--key", stage.key("dana"), "--json"));
    const watch = watcher(stage);
    expect(await watch()).toMatchObject({
      exit: 6,
      codes: ["monitor.gate-suspended"],
      alarms: [
        { text: expect.stringMatching(/^dana of oracle says so in incident .*: The gate is off until Monday\.$/) },
      ],
    });
    await done(stage.closeIncident(String(said(opened, "incident")), "dana"));
    expect(await watch()).toMatchObject({ exit: 0, told: ["cleared monitor.gate-suspended"] });
  });
});

describe("a monitor of a policy", () => {
  it("raises an alarm for every new version, with what gets weaker first, until somebody takes note", async () => {
    using folder = tempFolder();
    const life = await openLife(folder.path);
    const watch = watcher(life);
    expect(await watch()).toMatchObject({ exit: 0, told: [] });
    await life.amend(["repositories.0.scope.exclude", ["docs/**", "ui/**"]], ["environments.0.freshness", "PT1H"]);
    const changed = await watch();
    expect(changed).toMatchObject({ exit: 6, told: ["raised monitor.policy-changed"] });
    expect(changed.alarms[0]?.["text"]).toMatch(
      /^policy version 2 follows version 1 \(1 weaker\): weaker: .*; stronger: /,
    );
    const id = String(changed.alarms[0]?.["id"]);
    expect(await watch("--acknowledge", id)).toMatchObject({
      exit: 0,
      told: ["acknowledged monitor.policy-changed", "cleared monitor.policy-changed"],
    });
    expect(await watch()).toMatchObject({ exit: 0, told: [] });
    await life.amend(["environments.0.freshness", "PT30M"]);
    expect((await watch()).alarms[0]?.["text"]).toMatch(/^policy version 3 follows version 2 \(nothing gets weaker\)/);
  });

  it("says that a gate is suspended where a version requires nothing any more", async () => {
    using folder = tempFolder();
    const life = await openLife(folder.path);
    const watch = watcher(life);
    await life.amend(["environments.0.requires", []], ["environments.0.freshness", undefined]);
    expect((await watch()).codes).toEqual(["monitor.gate-suspended"]);
    await life.amend(["environments.0.requires", ["algorithm"]], ["environments.0.freshness", "PT24H"]);
    expect((await watch()).told).toEqual(["cleared monitor.gate-suspended", "raised monitor.policy-changed"]);
  });
});
