import { rmSync } from "node:fs";
import { join } from "node:path";
import { parseEnvelope } from "@countersign/attest";
import { readVerdict } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { WITNESS_KEYS } from "@countersign/home";
import { testKey } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { approvedBefore, holdApproved } from "./forward.ts";
import {
  approvals,
  deployUnreviewed,
  EU,
  gated,
  landed,
  MINUTE,
  passes,
  rows,
  SCORE,
  states,
  statusOf,
  told,
  payloadOf,
} from "./deployments.testing.ts";
import type { Scene } from "./deployments.testing.ts";

describe("deployments of one environment, one after the other and again", () => {
  it("A18: is rejected where it would take production back, run again or run anew, however it was approved", async () => {
    await using scene = await gated({ gate: true });
    const { world, repository, bob } = scene;
    const old = await landed(scene, 2);
    const newest = await landed(scene, 3);
    world.rerun(old.run.id, bob.id);
    await scene.settle();
    const anew = await world.deploy(repository.id, bob.id, { environments: [EU], sha: old.head });
    await scene.settle();
    expect([statusOf(scene, old.run.id), statusOf(scene, anew.id)]).toEqual([
      ["completed", "failure"],
      ["completed", "failure"],
    ]);
    const back = ["rejected", "rejected", "gate.not-forward", "rejected"];
    expect((await states(scene)).slice(2)).toEqual([back, back]);
    const verdicts = (await rows(scene)).map(({ verdict, signed }) => {
      const envelope = parseEnvelope(verdict ?? new Uint8Array());
      const { decision, code, commit } = readVerdict(nodeCrypto, envelope, [testKey("gate-eu").publicKey]);
      return [signed, decision, code, commit];
    });
    expect(verdicts.slice(1)).toEqual([
      [true, "allow", "gate.allowed", newest.head],
      [true, "deny", "gate.not-forward", old.head],
      [true, "deny", "gate.not-forward", old.head],
    ]);
    // What was deployed last may be deployed again, and what comes after it.
    world.rerun(newest.run.id, bob.id);
    await scene.settle();
    expect(statusOf(scene, newest.run.id)).toEqual(["in_progress", null]);
    const next = await landed(scene, 4);
    expect(statusOf(scene, next.run.id)).toEqual(["completed", "success"]);
    expect(scene.failed).toEqual([]);
  });

  it("A18: an approval that waits for somebody else is withdrawn when something newer went on", async () => {
    await using scene = await gated();
    const { world, repository, app, ada } = scene;
    world.setEnvironment(repository.id, EU, { apps: [app.id], reviewers: [ada.id] });
    const old = await deployUnreviewed(scene);
    await scene.settle();
    await scene.decide(old.head, "dana", "approve");
    await scene.settle();
    const head = await world.commit(repository.id, ada.id, {
      branch: "main",
      files: { [SCORE]: "score = 3\n" },
      message: "x",
    });
    const run = await world.deploy(repository.id, ada.id, { environments: [EU] });
    await scene.settle();
    await scene.decide(head, "dana", "approve");
    await scene.settle();
    // The older one is not approved again behind one that may go on at any time.
    const again = await world.deploy(repository.id, ada.id, { environments: [EU], sha: old.head });
    await scene.settle();
    expect((await states(scene)).map(([, , code, decision]) => [code, decision])).toEqual([
      ["gate.allowed", "approved"],
      ["gate.allowed", "approved"],
      ["gate.not-forward", null],
    ]);
    world.reviewRun(run.id, ada.id, [EU], "approved");
    await passes(scene, 700);
    await passes(scene, MINUTE);
    expect((await states(scene)).map(([state, , code]) => [state, code])).toContainEqual(["approved", "gate.allowed"]);
    expect(statusOf(scene, again.id)).toEqual(["completed", "failure"]);
    expect((await rows(scene)).map(({ decision }) => decision)).toEqual(["rejected", "approved", "rejected"]);
    expect(scene.failed).toEqual([]);
  });

  it("G15: an approval that waits for somebody else is withdrawn when a lost quorum hides the log beyond its verdict", async () => {
    await using scene = await gated();
    const { world, repository, app, ada } = scene;
    world.setEnvironment(repository.id, EU, { apps: [app.id], reviewers: [ada.id] });
    const { head, run } = await deployUnreviewed(scene);
    await scene.settle();
    await scene.decide(head, "dana", "approve");
    await scene.settle();
    rmSync(join(scene.dir, "home", WITNESS_KEYS, "oracle-w.key"));
    await scene.decide(head, "dana", "reject").catch(() => undefined);
    await passes(scene, MINUTE);
    expect((await states(scene))[0]).toEqual(["open", "waiting", "log.pending", "approved"]);
    // The verdict stands for an hour.
    await passes(scene, 50 * MINUTE);
    expect((await states(scene))[0]?.[3]).toBe("approved");
    await passes(scene, 10 * MINUTE);
    expect((await states(scene))[0]).toEqual(["open", "waiting", "log.pending", "rejected"]);
    expect(await told(scene)).toEqual([["log.pending", run.id]]);
  });

  it("A18: nothing is approved by what was judged before something else was approved", async () => {
    await using scene = await gated();
    const about = { repository: scene.id, run: 1, environment: EU };
    const before = await approvedBefore(scene.db, about);
    await deployUnreviewed(scene, []);
    await scene.world.deploy(scene.repository.id, scene.ada.id, { environments: [EU], sha: scene.c0 });
    await scene.settle();
    const late = scene.db.transaction().execute((one) => holdApproved(one, about, before));
    await expect(late).rejects.toMatchObject({ code: "work.lost" });
  });

  it("G14: that is run again is another request, judged anew for its own deployment", async () => {
    await using scene = await gated();
    const { head, run } = await deployUnreviewed(scene);
    await scene.settle();
    await scene.decide(head, "dana", "reject");
    await scene.settle();
    expect(statusOf(scene, run.id)).toEqual(["completed", "failure"]);
    await scene.decide(head, "dana", "approve");
    await scene.settle();
    expect(approvals(scene).map(({ state }) => state)).toEqual(["rejected"]);
    scene.world.rerun(run.id, scene.ada.id);
    await scene.settle();
    expect((await rows(scene)).map((row) => [Number(row.run), row.state])).toEqual([
      [run.id, "rejected"],
      [run.id, "approved"],
    ]);
    expect(statusOf(scene, run.id)).toEqual(["in_progress", null]);
  });

  it("G14: is not approved by what another environment or another commit of the same run was given", async () => {
    await using scene = await gated();
    const { world, repository, app } = scene;
    world.setEnvironment(repository.id, "staging", { apps: [app.id] });
    const { head, run } = await deployUnreviewed(scene, ["staging", EU]);
    await scene.settle();
    await passes(scene, MINUTE);
    expect((await rows(scene)).map(({ environment, state }) => [environment, state])).toEqual([
      ["staging", "approved"],
      [EU, "open"],
    ]);
    // The same run, said to deploy what is settled: one decision would answer both.
    const [first] = scene.github.state.deployments.where(({ environment }) => environment === EU);
    await scene.tell("deployment_protection_rule", {
      ...payloadOf(scene, run.id),
      deployment: { id: 999_999, sha: scene.c0, ref: "main", created_at: "2026-11-29T10:00:00Z" },
    });
    await scene.settle();
    expect([first?.sha, statusOf(scene, run.id)]).toEqual([head, ["waiting", null]]);
  });

  /** A change that is approved is deployed; before the approval arrives the run is run again, and GitHub is late to tell of that. */
  async function takenByNextAttempt(scene: Scene) {
    const { world, repository, github, ada } = scene;
    const lands = async (score: number) => {
      const files = { [SCORE]: `score = ${score}\n` };
      const head = await world.commit(repository.id, ada.id, { branch: "main", files, message: "Faster" });
      await scene.settle();
      await scene.decide(head, "dana", "approve");
      await scene.settle();
      return head;
    };
    const [old, head] = [await lands(2), await lands(3)];
    const run = await world.deploy(repository.id, ada.id, { environments: [EU] });
    await github.settle();
    github.faults.delivery("delay", { only: "deployment_protection_rule", count: 1, seconds: 60 });
    world.cancel(run.id);
    world.rerun(run.id, ada.id);
    await scene.settle();
    expect(statusOf(scene, run.id)).toEqual(["in_progress", null]);
    github.clock.advance(61);
    await scene.settle();
    return { old, head, run };
  }

  it("A18: went on where GitHub took for it what was said to the attempt before, and nothing goes back behind it", async () => {
    await using scene = await gated({ gate: true });
    const { old, head } = await takenByNextAttempt(scene);
    expect(await states(scene)).toEqual([
      ["over", "ended", "gate.allowed", "approved"],
      ["approved", "approved", "gate.allowed", "approved"],
    ]);
    const envelope = parseEnvelope((await rows(scene))[1]?.verdict ?? new Uint8Array());
    const verdict = readVerdict(nodeCrypto, envelope, [testKey("gate-eu").publicKey]);
    expect(verdict).toMatchObject({ decision: "allow", commit: head });
    expect([approvals(scene).length, await told(scene), scene.failed]).toEqual([1, [], []]);
    const { id } = await scene.world.deploy(scene.repository.id, scene.bob.id, { environments: [EU], sha: old });
    await scene.settle();
    expect(statusOf(scene, id)).toEqual(["completed", "failure"]);
    expect((await states(scene))[2]?.[2]).toBe("gate.not-forward");
  });

  it("G14: is told to have been let past the rule, though an approval that another attempt went on by stands in its run", async () => {
    await using scene = await gated();
    const { head, run } = await takenByNextAttempt(scene);
    await scene.decide(head, "dana", "hold");
    scene.world.finish(run.id);
    scene.world.rerun(run.id, scene.ada.id);
    await scene.settle();
    expect(statusOf(scene, run.id)).toEqual(["waiting", null]);
    scene.world.bypassRules(run.id, EU, scene.ada.id);
    await passes(scene, 4_000);
    expect((await states(scene))[2]?.slice(0, 2)).toEqual(["over", "bypassed"]);
    expect(await told(scene)).toEqual([["monitor.gate-removed", run.id]]);
  });

  it("G14: is told to have been let past the rule, though an attempt that was given up before had our approval", async () => {
    await using scene = await gated();
    const { world, repository, app, ada } = scene;
    world.setEnvironment(repository.id, EU, { apps: [app.id], reviewers: [ada.id] });
    const { head, run } = await deployUnreviewed(scene);
    await scene.settle();
    await scene.decide(head, "dana", "approve");
    await scene.settle();
    await scene.decide(head, "dana", "hold");
    world.cancel(run.id);
    // GitHub tells the time of a deployment in seconds.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    world.rerun(run.id, ada.id);
    await scene.settle();
    world.bypassRules(run.id, EU, ada.id);
    world.reviewRun(run.id, ada.id, [EU], "approved");
    await passes(scene, 4_000);
    expect((await states(scene)).map(([, believed]) => believed)).toEqual(["ended", "bypassed"]);
    expect(await told(scene)).toEqual([["monitor.gate-removed", run.id]]);
  });
});
