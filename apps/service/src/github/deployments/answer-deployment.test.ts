import { parseEnvelope } from "@countersign/attest";
import { readVerdict } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { testKey } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { claimWork, requestWork } from "../../work/work.ts";
import { keepRequests, openRequests } from "./kept-requests.ts";
import { deploymentWork } from "./requested.ts";
import {
  approvals,
  DAY,
  deployUnreviewed,
  EU,
  gated,
  heard,
  MINUTE,
  passes,
  reports,
  rows,
  SCORE,
  states,
  statusOf,
  payloadOf,
} from "./deployments.testing.ts";

describe("a deployment that waits for our rule", () => {
  it("is approved when the gate allows its commit, with the verdict that the gate signed", async () => {
    await using scene = await gated({ gate: true });
    const { world, repository, ada } = scene;
    const run = await world.deploy(repository.id, ada.id, { environments: [EU] });
    await scene.settle();
    expect([scene.failed, scene.github.problems]).toEqual([[], []]);
    expect(statusOf(scene, run.id)).toEqual(["in_progress", null]);
    expect(await states(scene)).toEqual([["approved", "approved", "gate.allowed", "approved"]]);
    const [row] = await rows(scene);
    const envelope = parseEnvelope(row?.verdict ?? new Uint8Array());
    const record = readVerdict(nodeCrypto, envelope, [testKey("gate-eu").publicKey]);
    expect(record).toMatchObject({ decision: "allow", commit: scene.c0, environment: EU });
    expect([row?.signed, reports(scene)]).toEqual([true, []]);
  });

  it("waits while decisions are missing, says for whom, and is approved when they are there", async () => {
    await using scene = await gated();
    const { head, run } = await deployUnreviewed(scene);
    await scene.settle();
    await passes(scene, 1);
    expect(statusOf(scene, run.id)).toEqual(["waiting", null]);
    expect(reports(scene).at(-1)).toContain("Countersign waits for oracle (decision.missing).");
    const waiting = ["deployment.waiting", { code: "decision.missing", environment: EU }];
    expect(await heard(scene)).toEqual([waiting]);
    await scene.decide(head, "dana", "approve");
    await scene.settle();
    expect(await heard(scene)).toEqual([waiting, ["deployment.decided", { code: "gate.allowed", environment: EU }]]);
    expect(await states(scene)).toEqual([["approved", "approved", "gate.allowed", "approved"]]);
    expect([statusOf(scene, run.id), scene.failed, scene.github.problems]).toEqual([["in_progress", null], [], []]);
    expect((await rows(scene))[0]?.signed).toBe(false);
  });

  it("is rejected with the code and the remedy when somebody who is asked rejects it", async () => {
    await using scene = await gated();
    const { head, run } = await deployUnreviewed(scene);
    await scene.settle();
    await scene.decide(head, "dana", "reject");
    await scene.settle();
    await passes(scene, 1);
    expect(statusOf(scene, run.id)).toEqual(["completed", "failure"]);
    const [approval] = approvals(scene);
    expect(approval?.comment).toMatch(/^Countersign denies it: decision\.rejected\. .+ https:\S+ \[cs:\d+:1\]$/);
    expect(approval?.comment.length).toBeLessThanOrEqual(1024);
  });

  it("is rejected where the policy does not have the environment", async () => {
    await using scene = await gated({}, "production-us");
    const run = await scene.world.deploy(scene.repository.id, scene.ada.id, { environments: ["production-us"] });
    await scene.settle();
    expect(statusOf(scene, run.id)).toEqual(["completed", "failure"]);
    expect(await states(scene)).toEqual([["rejected", "rejected", "usage.environment", "rejected"]]);
  });

  it("is rejected where the witnesses' time is too old to tell whether somebody spoke against it", async () => {
    await using scene = await gated({ policy: (document) => document });
    scene.later(2 * DAY);
    const run = await scene.world.deploy(scene.repository.id, scene.ada.id, { environments: [EU] });
    await scene.settle();
    expect(statusOf(scene, run.id)).toEqual(["completed", "failure"]);
    expect((await rows(scene))[0]?.code).toBe("log.stale");
  });

  it("is rejected where the service is not told of the repository at all", async () => {
    await using scene = await gated();
    const { world, acme, ada, app } = scene;
    const other = await world.createRepository(acme.id, { name: "other" });
    world.setRole(other.id, ada.id, "admin");
    await world.commit(other.id, ada.id, { branch: "main", files: { a: "a\n" }, message: "Begin" });
    world.setEnvironment(other.id, EU, { apps: [app.id] });
    const run = await world.deploy(other.id, ada.id, { environments: [EU] });
    await scene.settle();
    expect(statusOf(scene, run.id)).toEqual(["completed", "failure"]);
    expect(await states(scene)).toEqual([["rejected", "rejected", "policy.repository", "rejected"]]);
  });

  it("is judged by its own commit, whatever the branch has by now", async () => {
    await using scene = await gated();
    const { world, repository, ada } = scene;
    const { head } = await deployUnreviewed(scene);
    await scene.settle();
    await scene.decide(head, "dana", "approve");
    await scene.settle();
    const evil = await world.commit(repository.id, ada.id, { branch: "main", files: { [SCORE]: "x\n" }, message: "x" });
    const old = await world.deploy(repository.id, ada.id, { environments: [EU], sha: head });
    const run = await world.deploy(repository.id, ada.id, { environments: [EU], sha: evil });
    await scene.settle();
    await passes(scene, MINUTE);
    expect([statusOf(scene, old.id), statusOf(scene, run.id)]).toEqual([
      ["in_progress", null],
      ["waiting", null],
    ]);
  });

  it("G21: is told codes and roles, and nothing of what is reviewed", async () => {
    await using scene = await gated();
    const { head } = await deployUnreviewed(scene);
    await scene.settle();
    await scene.decide(head, "dana", "reject");
    await scene.settle();
    await passes(scene, 1);
    const told = JSON.stringify([reports(scene), approvals(scene)]);
    for (const secret of ["score", "ranker", "Faster", "as discussed", "dana"]) expect(told).not.toContain(secret);
  });

  it("G7: is decided once where the answer was lost: GitHub is asked what it believes first", async () => {
    await using scene = await gated();
    const { world, repository, ada } = scene;
    scene.github.faults.request("error-after", { count: 1, only: "actions/review-custom-gates-for-run" });
    await world.deploy(repository.id, ada.id, { environments: [EU] });
    await scene.settle();
    expect(scene.failed.length).toBe(1);
    await scene.retry();
    await scene.settle();
    expect(approvals(scene).length).toBe(1);
    expect(await states(scene)).toEqual([["approved", "approved", "gate.allowed", "approved"]]);
  });

  it("G7: is decided again where what was sent never arrived", async () => {
    await using scene = await gated();
    const { world, repository, ada } = scene;
    scene.github.faults.request("no-answer", { count: 1, only: "actions/review-custom-gates-for-run" });
    const run = await world.deploy(repository.id, ada.id, { environments: [EU] });
    await scene.settle();
    await scene.retry();
    await scene.settle();
    expect(approvals(scene).map(({ comment }) => /\[cs:\d+:(\d)\]$/.exec(comment)?.[1])).toEqual(["2"]);
    expect(statusOf(scene, run.id)).toEqual(["in_progress", null]);
  });

  it("G6: is not given up where one look does not show it", async () => {
    await using scene = await gated();
    const { run } = await deployUnreviewed(scene);
    await scene.settle();
    const [ask] = scene.github.state.jobs.all();
    scene.github.state.jobs.change(ask?.id ?? 0, { status: "queued" });
    await passes(scene, 4_000);
    expect((await states(scene))[0]?.slice(0, 2)).toEqual(["open", "unsure"]);
    scene.github.state.jobs.change(ask?.id ?? 0, { status: "waiting" });
    await passes(scene, MINUTE);
    expect((await states(scene))[0]?.slice(0, 2)).toEqual(["open", "waiting"]);
    expect(statusOf(scene, run.id)).toEqual(["waiting", null]);
  });

  it("G19: is decided by one worker: whoever read it before another decided writes nothing", async () => {
    await using scene = await gated();
    const { run } = await deployUnreviewed(scene);
    await scene.settle();
    const key = { repository: scene.id, run: run.id, environment: EU };
    await requestWork(scene.db, deploymentWork(key));
    const claimed = await claimWork(scene.db, deploymentWork(key));
    if (claimed === undefined) throw new Error("somebody has it");
    const read = await openRequests(scene.db, key);
    await keepRequests(scene.db, claimed, read, { number: 1, decision: "rejected" });
    const late = keepRequests(scene.db, claimed, read, { number: 1, decision: "approved" });
    await expect(late).rejects.toMatchObject({ code: "work.lost" });
    const other = { ...claimed, lease: "00000000-0000-4000-8000-000000000000" };
    const stolen = keepRequests(scene.db, other, await openRequests(scene.db, key), { decision: "approved" });
    await expect(stolen).rejects.toMatchObject({ code: "work.lost" });
    expect((await rows(scene))[0]?.decision).toBe("rejected");
  });

  it("G15: is asked for now where GitHub says that it will be, by the clock that the service is given", async () => {
    await using scene = await gated();
    scene.later(3_600);
    const soon = Math.floor(Date.now() / 1000) * 1000 + 1_800_000;
    const tell = (id: number, created: number) => {
      const deployment = { id, sha: scene.c0, ref: "main", created_at: new Date(created).toISOString() };
      return scene.tell("deployment_protection_rule", { ...payloadOf(scene, id), deployment });
    };
    await tell(7, soon);
    await tell(8, soon + DAY * 1000);
    await scene.settle();
    const [past, ahead] = (await rows(scene)).map(({ asked }) => asked.getTime());
    expect(past).toBe(soon);
    expect(ahead).toBeGreaterThan(soon);
    expect(ahead).toBeLessThanOrEqual(Date.now() + 3_600_000);
  });

  it("G15: has its reports counted, two of ten kept, and is rejected with the reason on day 29", async () => {
    await using scene = await gated();
    const { head, run } = await deployUnreviewed(scene);
    await scene.settle();
    for (let turn = 0; turn < 12; turn += 1) {
      await scene.decide(head, "dana", turn % 2 === 0 ? "hold" : "revoke");
      await scene.settle();
      await passes(scene, MINUTE);
    }
    expect(reports(scene).length).toBe(8);
    await passes(scene, 28 * DAY);
    expect(reports(scene).length).toBe(9);
    expect(reports(scene).at(-1)).toContain("is rejected after 29");
    expect(statusOf(scene, run.id)).toEqual(["waiting", null]);
    await passes(scene, DAY);
    expect(await states(scene)).toEqual([["rejected", "rejected", "github.deployment-expired", "rejected"]]);
    expect(approvals(scene)[0]?.comment).toContain("Countersign denies it: github.deployment-expired.");
  });
});
