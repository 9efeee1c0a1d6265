import { readFileSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { member } from "../desk.testing.ts";
import { done } from "../governed-home.testing.ts";
import { loggedByForce } from "./forced-leaf.testing.ts";
import { land, withTreeOf } from "./landing.testing.ts";
import { openRecordsStage, said } from "./records.testing.ts";
import type { RecordsStage } from "./records.testing.ts";
import { signedAside, signedOtherwise, submitted } from "./resign.testing.ts";
import { strayReceipt } from "./stray-receipt.testing.ts";

/** A covered change on main: its id and the landed commit. */
async function covered({ repo, c0, cover }: RecordsStage, ...landing: readonly ("squash" | "fast-forward")[]) {
  const h = repo.commit({
    files: { "ranker/score.py": "def score(post):\n    return 2\n" },
    ref: "refs/heads/h",
    parents: [c0],
  });
  const change = await cover(h);
  return { change, commit: land(repo, h, landing[0] ?? "fast-forward", c0) };
}

/** Incidents that are open. */
async function openIncidents({ run }: RecordsStage) {
  return said(await done(run("incident", "list", "--json")), "incidents");
}

describe("group 1: what a pipeline does with an answer", () => {
  it("A5: a receipt that names something else than its verdict is not signed", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const { commit } = await covered(stage);
    const verdict = await stage.signedVerdict(commit, "build-42");
    const refused = { exit: 4, json: { decision: "deny", code: "gate.verdict-subject" } };
    expect(await stage.receipt(verdict, "succeeded", "--commit", stage.c0)).toMatchObject(refused);
    expect(await stage.receipt(verdict, "succeeded", "--env", "staging")).toMatchObject(refused);
    expect(await stage.receipt(verdict, "started", "--artifact", `sha256:${"1".repeat(64)}`)).toMatchObject(refused);
    const receipt = await stage.receipt(verdict, "succeeded", "--commit", commit, "--env", "production");
    expect(receipt).toMatchObject({ exit: 0, json: { commit, state: "succeeded", alarms: [] } });
  });

  it("A5: nor is one by a verdict that allows nothing, or by another key", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const c2 = stage.repo.commit({ files: { "ranker/score.py": "def score(post):\n    return 3\n" } });
    const denied = await stage.signedVerdict(c2, "build-42");
    expect(await stage.receipt(denied, "started")).toMatchObject({
      exit: 4,
      json: { decision: "deny", code: "gate.verdict-decision" },
    });
    const { run, home } = stage;
    const good = await stage.signedVerdict(stage.c0, "build-43");
    const service = run(
      "receipt",
      "--verdict",
      good,
      "--state",
      "started",
      "--key",
      join(home, "keys/service.key"),
      "--json",
    );
    expect(await service).toMatchObject({ exit: 6, json: { code: "attest.key-use" } });
  });

  it("A5: one that is submitted nevertheless is logged, and is an incident", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const { commit } = await covered(stage);
    const verdict = await stage.signedVerdict(commit, "build-42");
    const file = await strayReceipt(stage, verdict, stage.c0);
    const answer = await stage.run("submit", file, "--verdict", verdict, "--json");
    expect(answer).toMatchObject({ exit: 4, json: { kind: "deployment", outcome: "appended" } });
    expect(said(answer, "alarms")).toMatchObject([
      { code: "gate.verdict-subject", organisations: ["acme", "oracle", "nordsec"] },
    ]);
    const leaf = member(said(answer, "leaf"), "index");
    expect(await openIncidents(stage)).toMatchObject([
      { code: "gate.verdict-subject", about: { leaf }, by: { machine: "service-1" } },
    ]);
  });

  it("A5: one that is logged by force is found by audit, by the verdicts at hand", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const { commit } = await covered(stage);
    const verdict = await stage.signedVerdict(commit, "build-42");
    await done(stage.receipt(verdict, "started"));
    await loggedByForce(stage.home, "deployment", readFileSync(await strayReceipt(stage, verdict, stage.c0)));
    await stage.gate(commit);
    const audit = await stage.run("audit", "--log", stage.home, "--root", join(stage.home, "root.json"), "--json");
    expect(audit).toMatchObject({ exit: 6, json: { problems: [{ code: "audit.verdict-subject" }] } });
  });

  it.each(["revoke", "reject", "hold"] as const)(
    "A8: a %s between answer and receipt recalls what was deployed",
    async (decision) => {
      using folder = tempFolder();
      const stage = await openRecordsStage(folder.path);
      const { change, commit } = await covered(stage);
      const verdict = await stage.signedVerdict(commit, "build-42");
      expect(await stage.receipt(verdict, "started")).toMatchObject({ exit: 0, json: { alarms: [] } });
      const spoken = await done(stage.say(decision, change, "dana"));
      const leaf = member(said(spoken, "leaf"), "index");
      const receipt = await stage.receipt(verdict, "succeeded");
      expect(receipt).toMatchObject({ exit: 7, json: { state: "succeeded", outcome: "appended" } });
      expect(said(receipt, "alarms")).toMatchObject([
        { code: "deployment.recalled", about: { leaf }, organisations: ["acme", "oracle"] },
      ]);
      expect(await openIncidents(stage)).toMatchObject([{ code: "deployment.recalled", about: { leaf } }]);
      const next = { revoke: "decision.revoked", reject: "decision.rejected", hold: "decision.held" }[decision];
      expect(await stage.gate(commit)).toMatchObject({ code: next, exit: { revoke: 7, reject: 4, hold: 3 }[decision] });
    },
  );

  it("A8: the same on the log's machine, for people, and once however often the receipt comes", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const { change, commit } = await covered(stage);
    const verdict = await stage.signedVerdict(commit, "build-42");
    const file = join(folder.path, "receipt.json");
    const log = ["--root", join(stage.home, "root.json"), "--bundle", join(folder.path, "log.bundle")];
    await done(stage.receipt(verdict, "succeeded", "--out", file, ...log));
    await done(stage.say("revoke", change, "dana"));
    const told = await stage.run("submit", file, "--verdict", verdict);
    expect(told.exit).toBe(7);
    expect(told.stdout).toContain("deployment.recalled, for acme and oracle: dana of oracle said revoke");
    const again = await stage.run("submit", file, "--json");
    expect(again).toMatchObject({ exit: 7, json: { outcome: "present" } });
    expect(await openIncidents(stage)).toHaveLength(1);
    expect(await stage.closeIncident(String(incidentId(await openIncidents(stage))), "olga")).toMatchObject({
      exit: 6,
    });
    expect(await stage.closeIncident(String(incidentId(await openIncidents(stage))), "dana")).toMatchObject({
      exit: 0,
    });
    expect(await openIncidents(stage)).toEqual([]);
  });

  it("A8: what was said before the verdict recalls nothing", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const other = stage.repo.commit({
      files: { "ui/list.ts": "export const list = [2];\n" },
      ref: "refs/heads/o",
      parents: [stage.c0],
    });
    const { change } = await stage.capture(other, { base: stage.c0 });
    await done(stage.say("reject", change, "dana"));
    const { commit } = await covered(stage);
    const verdict = await stage.signedVerdict(commit, "build-42");
    expect(await stage.receipt(verdict, "succeeded")).toMatchObject({ exit: 0, json: { alarms: [] } });
  });

  it("F24: an approval that came after the deployment is found by audit, with the repository and without", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const { repo, c0, run, home } = stage;
    const h = repo.commit({
      files: { "ranker/score.py": "def score(post):\n    return 2\n" },
      ref: "refs/heads/h",
      parents: [c0],
    });
    const { change } = await stage.capture(h, { base: c0 });
    land(repo, h, "fast-forward", c0);
    const good = await stage.signedVerdict(c0, "build-1");
    await loggedByForce(home, "deployment", readFileSync(await strayReceipt(stage, good, h)));
    await done(stage.say("approve", change, "dana"));
    await stage.gate(h);
    const audit = (...options: readonly string[]) =>
      run("audit", "--log", join(folder.path, "log.bundle"), "--root", join(home, "root.json"), "--json", ...options);
    const late = { exit: 6, json: { problems: [{ code: "audit.approved-after-deployment" }] } };
    expect(await audit()).toMatchObject(late);
    expect(await audit("--repo", repo.path)).toMatchObject(late);
  });

  it("F24: a deployment that nothing in the log covers is found with the repository, a covered one is not", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const { repo, run, home } = stage;
    const { commit } = await covered(stage, "squash");
    const verdict = await stage.signedVerdict(commit, "build-1");
    await done(stage.receipt(verdict, "succeeded"));
    const audit = async () => {
      await stage.gate(commit);
      const log = ["--log", join(folder.path, "log.bundle"), "--root", join(home, "root.json")];
      return run("audit", ...log, "--repo", repo.path, "--json");
    };
    expect(await audit()).toMatchObject({ exit: 0, json: { problems: [] } });
    const x = withTreeOf(repo, stage.c0, commit);
    repo.ref("refs/heads/main", x);
    await loggedByForce(home, "deployment", readFileSync(await strayReceipt(stage, verdict, x)));
    expect(await audit()).toMatchObject({ exit: 6, json: { problems: [{ code: "audit.deployment-uncovered" }] } });
  });

  it("B24: expiry does not undo what a receipt carries, and a later revoke does", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const { repo, c0, say, gate, signedVerdict } = stage;
    const change = await expiredCover(stage, scored(stage, 2), c0);
    const landed = land(repo, "refs/heads/h2", "squash", c0);
    const expired = { decision: "deny", code: "decision.expired", exit: 7, residual: [] };
    expect(await gate(landed)).toMatchObject(expired);
    const receipt = readFileSync(await strayReceipt(stage, await signedVerdict(c0, "build-1"), landed));
    await loggedByForce(stage.home, "deployment", receipt);
    expect(await gate(landed)).toMatchObject({ decision: "allow", code: "gate.allowed", exit: 0 });
    await expiredCover(stage, scored(stage, 3, landed), landed);
    expect(await gate(land(repo, "refs/heads/h3", "squash", landed))).toMatchObject(expired);
    await done(say("revoke", change, "dana"));
    expect(await gate(landed)).toMatchObject({ decision: "deny", code: "decision.revoked", exit: 7 });
  });

  it("B24: a receipt carries no approval that came after it, and none by break-glass", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const { repo, c0, gate, signedVerdict, breakGlass, receipt, capture } = stage;
    const expired = { decision: "deny", code: "decision.expired", exit: 7, residual: [] };
    const landed = land(repo, scored(stage, 2), "squash", c0);
    await capture("refs/heads/h2", { base: c0 });
    const early = readFileSync(await strayReceipt(stage, await signedVerdict(c0, "build-1"), landed));
    await loggedByForce(stage.home, "deployment", early);
    await expiredCover(stage, "refs/heads/h2", c0);
    expect(await gate(landed)).toMatchObject(expired);
    const x = repo.commit({ files: { "docs/a.md": "Above.\n" }, parents: [landed] });
    await breakGlass(x);
    await done(receipt(await signedVerdict(x, "build-2"), "succeeded"));
    const y = repo.commit({ files: { "docs/a.md": "Above that.\n" }, parents: [x] });
    expect(await gate(y)).toMatchObject(expired);
  });
});

/** A branch that changes the score. */
function scored({ repo, c0 }: RecordsStage, score: number, onto = c0): string {
  const ref = `refs/heads/h${score}`;
  const content = `def score(post):\n    return ${score}\n`;
  return repo.commit({ files: { "ranker/score.py": content }, ref, parents: [onto] });
}

/** Captures a change and logs an approval of it that ended long ago. */
async function expiredCover(stage: RecordsStage, head: string, base: string): Promise<string> {
  const { change } = await stage.capture(head, { base });
  const aside = await signedAside(stage, "approve", change, "dana");
  const conditions = { notAfter: "2026-01-01T00:00:00Z" };
  await done(submitted(stage, await signedOtherwise(stage, aside, "dana", { conditions })));
  return change;
}

function incidentId(incidents: unknown): unknown {
  return (incidents as readonly { readonly incident: string }[])[0]?.incident;
}
