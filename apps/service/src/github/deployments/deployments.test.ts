import { rmSync } from "node:fs";
import { join } from "node:path";
import { parseEnvelope } from "@countersign/attest";
import { SWITCHES } from "@countersign/github-fake";
import type { Switches } from "@countersign/github-fake";
import { readVerdict } from "@countersign/core";
import { exampleWith } from "@countersign/core/testing";
import { nodeCrypto } from "@countersign/crypto/node";
import { WITNESS_KEYS } from "@countersign/home";
import { testKey } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { appScene } from "../app.testing.ts";
import type { SceneOptions } from "../app.testing.ts";
import { claimWork, requestWork } from "../../work/work.ts";
import { callsCounted } from "../client/count-calls.ts";
import { GITHUB_DEPLOYMENTS } from "./ask-for-deployments.ts";
import { approvedBefore, holdApproved } from "./forward.ts";
import { keepRequests, openRequests } from "./kept-requests.ts";
import { deploymentWork } from "./requested.ts";
import { GITHUB_WAITING } from "./sweep-waiting.ts";

type Scene = Awaited<ReturnType<typeof appScene>>;

const EU = "production-eu";
const SCORE = "ranker/score.py";
const MINUTE = 60;
const DAY = 86_400;

/** Our rule stands before the environment; witnesses' times stay fresh for months. */
async function gated(options: SceneOptions = {}, name = EU): Promise<Scene> {
  const policy = (document: Parameters<NonNullable<SceneOptions["policy"]>>[0]) =>
    exampleWith("environments.0.freshness", "P90D", document);
  const scene = await appScene({ policy, ...options });
  scene.world.setEnvironment(scene.repository.id, name, { apps: [scene.app.id] });
  return scene;
}

/** Somebody changes the ranking on main without a word, and it is deployed at once. */
async function deployUnreviewed(scene: Scene, environments: readonly string[] = [EU]) {
  const { world, repository, ada } = scene;
  const files = { [SCORE]: "score = 2\n" };
  const head = await world.commit(repository.id, ada.id, { branch: "main", files, message: "Faster" });
  return { head, run: await world.deploy(repository.id, ada.id, { environments }) };
}

/** What people are told of deployments. */
const told = async (scene: Scene) =>
  (await scene.db.selectFrom("event").select("data").where("kind", "=", "gate.bypassed").orderBy("id").execute())
    .map(({ data }) => z.object({ code: z.string(), run: z.number().optional() }).parse(data))
    .filter(({ run }) => run !== undefined)
    .map(({ code, run }) => [code, run]);

/** What pages that are open hear of deployments. */
const heard = async (scene: Scene) =>
  (
    await scene.db
      .selectFrom("event")
      .select(["kind", "data"])
      .where("kind", "in", ["deployment.waiting", "deployment.decided"])
      .orderBy("id")
      .execute()
  ).map(({ kind, data }) => [kind, z.object({ code: z.string(), environment: z.string() }).parse(data)]);

/** Somebody changes the ranking on main, it is approved, and deployed. */
async function landed(scene: Scene, score: number) {
  const { world, repository, ada } = scene;
  const files = { [SCORE]: `score = ${score}\n` };
  const head = await world.commit(repository.id, ada.id, { branch: "main", files, message: "Faster" });
  const run = await world.deploy(repository.id, ada.id, { environments: [EU] });
  await scene.settle();
  await scene.decide(head, "dana", "approve");
  await scene.settle();
  world.finish(run.id);
  await passes(scene, 700);
  return { head, run };
}

/** What there is to do is done, again and again, as time goes by. */
async function passes(scene: Scene, seconds: number, times = 1): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    scene.later(seconds);
    await scene.ask(GITHUB_DEPLOYMENTS);
    await scene.settle();
  }
}

const rows = (scene: Scene) => scene.db.selectFrom("github_deployment").selectAll().orderBy("deployment").execute();
const states = async (scene: Scene) =>
  (await rows(scene)).map(({ state, believed, code, decision }) => [state, believed, code, decision]);
const approvals = (scene: Scene) => scene.github.state.approvals.all();
const reports = (scene: Scene) => scene.github.state.asks.all().flatMap(({ reports: said }) => said);
const statusOf = (scene: Scene, run: number) => {
  const found = scene.github.state.runs.get(run);
  return [found?.status, found?.conclusion];
};

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

describe("G9: a callback", () => {
  it.each([
    ["another host", "https://evil.example/api/v3/repos/acme/feed/actions/runs/1/deployment_protection_rule"],
    ["another repository", "API/repos/acme/food/actions/runs/1/deployment_protection_rule"],
    ["credentials", "http://x@HOST/repos/acme/feed/actions/runs/1/deployment_protection_rule"],
    ["another port", "http://127.0.0.1:1/api/v3/repos/acme/feed/actions/runs/1/deployment_protection_rule"],
    ["no number", "API/repos/acme/feed/actions/runs/1e3/deployment_protection_rule"],
    ["a step up", "API/repos/acme/feed/actions/runs/../runs/1/deployment_protection_rule"],
    ["a query", "API/repos/acme/feed/actions/runs/1/deployment_protection_rule?x=1"],
    ["another line", "API/repos/acme/feed/actions/runs/1/deployment_protection_rule\n"],
    ["more behind it", "API/repos/acme/feed/actions/runs/1/deployment_protection_rule/x"],
  ])("with %s is refused, and nobody calls it", async (_what, spelled) => {
    await using scene = await gated();
    await scene.settle();
    const { apiUrl } = scene.github;
    const url = spelled.replace("API", apiUrl).replace("HOST", apiUrl.slice("http://".length));
    expect(
      await scene.tell("deployment_protection_rule", { ...payloadOf(scene, 1), deployment_callback_url: url }),
    ).toBe(202);
    await scene.settle();
    expect(scene.lines.at(-1)?.slice(1)).toEqual(["deployment_protection_rule", "github.callback-url"]);
    expect(await rows(scene)).toEqual([]);
    const calls = scene.db.selectFrom("github_call").selectAll().where("route", "like", "%/actions/runs/%");
    expect(await calls.execute()).toEqual([]);
  });
});

describe("what GitHub does not document about a rule", () => {
  const each = <Name extends keyof Switches>(name: Name) =>
    SWITCHES[name].map((position) => [position, { [name]: position } as Partial<Switches>] as const);

  it.each(each("secondDecision"))(
    "a second decision, %s: the first approval is taken back or the try is kept",
    async (_, switches) => {
      await using scene = await gated({ switches });
      const { world, repository, app, ada } = scene;
      world.setEnvironment(repository.id, EU, { apps: [app.id], reviewers: [ada.id] });
      const { head, run } = await deployUnreviewed(scene);
      await scene.settle();
      await scene.decide(head, "dana", "approve");
      await scene.settle();
      expect(approvals(scene).map(({ state }) => state)).toEqual(["approved"]);
      await scene.decide(head, "dana", "reject");
      await scene.settle();
      await passes(scene, 3_700, 6);
      const [row] = await rows(scene);
      expect([row?.state, row?.believed, row?.decision, row?.code]).toEqual([
        "open",
        "waiting",
        "rejected",
        "decision.rejected",
      ]);
      // Three times, and then once an hour; GitHub's approval stands all the time, and people know.
      expect(row?.number).toBeGreaterThan(4);
      expect(row?.number).toBeLessThanOrEqual(10);
      expect(row?.stands).toBe(true);
      expect(await told(scene)).toEqual([["decision.rejected", run.id]]);
      world.reviewRun(run.id, ada.id, [EU], "approved");
      await passes(scene, 3_700);
      expect((await states(scene))[0]?.slice(0, 2)).toEqual(["approved", "approved"]);
      expect((await told(scene)).length).toBe(2);
      expect([statusOf(scene, run.id), scene.failed]).toEqual([["in_progress", null], []]);
    },
  );

  it.each(each("decisionAfterEnd"))(
    "a decision after cancelling, %s: what GitHub believes is kept",
    async (_, switches) => {
      await using scene = await gated({ switches });
      const { world, repository, ada } = scene;
      const run = await world.deploy(repository.id, ada.id, { environments: [EU] });
      world.cancel(run.id);
      await scene.settle();
      expect(await states(scene)).toEqual([["over", "cancelled", "gate.allowed", "approved"]]);
      expect([statusOf(scene, run.id), scene.failed]).toEqual([["completed", "cancelled"], []]);
    },
  );

  it.each(each("decisionAfterRuleOff"))(
    "a decision after the rule was switched off, %s: it is known, and made when it is on",
    async (_, switches) => {
      await using scene = await gated({ switches });
      const { world, repository, ada, app } = scene;
      const environment = world.setEnvironment(repository.id, EU, { apps: [app.id], reviewers: [ada.id] });
      const run = await world.deploy(repository.id, ada.id, { environments: [EU] });
      world.enableRule(environment.id, app.id, false);
      await scene.settle();
      expect((await states(scene))[0]?.slice(0, 2)).toEqual(["open", "rule-off"]);
      expect(approvals(scene)).toEqual([]);
      world.enableRule(environment.id, app.id, true);
      await passes(scene, 700, 3);
      expect(approvals(scene).map(({ state }) => state)).toEqual(["approved"]);
      world.reviewRun(run.id, ada.id, [EU], "approved");
      await passes(scene, 700);
      expect((await states(scene))[0]?.slice(0, 2)).toEqual(["approved", "approved"]);
      expect(scene.failed).toEqual([]);
    },
  );

  it.each(each("eleventhReport"))("an eleventh report, %s: it goes on without", async (_, switches) => {
    await using scene = await gated({ switches });
    const { head, run } = await deployUnreviewed(scene);
    const [ask] = scene.github.state.asks.all();
    scene.github.state.asks.change(ask?.id ?? 0, { reports: Array.from({ length: 10 }, () => "said") });
    await scene.settle();
    await passes(scene, MINUTE, 2);
    expect(statusOf(scene, run.id)).toEqual(["waiting", null]);
    await scene.decide(head, "dana", "approve");
    await scene.settle();
    expect([statusOf(scene, run.id), scene.failed]).toEqual([["in_progress", null], []]);
  });

  it.each(each("jobWaits"))("how long a job waits, %s: its end is known", async (_, switches) => {
    await using scene = await gated({ switches });
    const { run } = await deployUnreviewed(scene);
    await scene.settle();
    scene.github.clock.advance(31 * DAY);
    await scene.settle();
    await passes(scene, 4_000);
    expect((await states(scene))[0]?.slice(0, 2)).toEqual(["over", "ended"]);
    expect(statusOf(scene, run.id)).toEqual(["completed", "failure"]);
  });

  it.each(each("runStateLag"))("a run's state that lags, %s", async (_, switches) => {
    await using scene = await gated({ switches });
    const run = await scene.world.deploy(scene.repository.id, scene.ada.id, { environments: [EU] });
    await scene.settle();
    expect(statusOf(scene, run.id)).toEqual(["in_progress", null]);
    expect((await states(scene))[0]?.[0]).toBe("approved");
  });
});

describe("a deployment that goes on without us", () => {
  it("is known to have been let past the rule by an administrator", async () => {
    await using scene = await gated();
    const { run } = await deployUnreviewed(scene);
    await scene.settle();
    scene.world.bypassRules(run.id, EU, scene.ada.id);
    await passes(scene, 4_000);
    expect((await states(scene))[0]?.slice(0, 2)).toEqual(["over", "bypassed"]);
    const told = await scene.db.selectFrom("event").select("data").where("kind", "=", "gate.bypassed").execute();
    expect(told.map(({ data }) => data)).toMatchObject([
      { code: "monitor.gate-removed", run: run.id, environment: EU },
    ]);
    expect(statusOf(scene, run.id)).toEqual(["in_progress", null]);
  });

  it("G12: is known to have been let past the rule behind a hundred later statuses", async () => {
    await using scene = await gated();
    const { run } = await deployUnreviewed(scene);
    await scene.settle();
    scene.world.bypassRules(run.id, EU, scene.ada.id);
    const { state } = scene.github;
    const last = state.deploymentStatuses.all().at(-1);
    if (last === undefined) throw new Error("nothing went on");
    for (let n = 0; n < 100; n += 1)
      state.deploymentStatuses.put({ ...last, id: state.nextId(), state: n === 99 ? "inactive" : "queued" });
    await passes(scene, 4_000);
    expect((await states(scene))[0]?.slice(0, 2)).toEqual(["over", "bypassed"]);
    expect(await told(scene)).toEqual([["monitor.gate-removed", run.id]]);
  });

  it("G12: is told to people where nobody knows for long what became of it, and not where somebody rejected it", async () => {
    await using scene = await gated();
    const { world, repository, app, ada } = scene;
    world.setEnvironment(repository.id, EU, { apps: [app.id], reviewers: [ada.id] });
    const { run } = await deployUnreviewed(scene);
    await scene.settle();
    const rejected = await world.deploy(repository.id, ada.id, { environments: [EU] });
    await scene.settle();
    world.reviewRun(rejected.id, ada.id, [EU], "rejected");
    const [job] = scene.github.state.jobs.all();
    scene.github.state.jobs.change(job?.id ?? 0, { status: "queued" });
    await passes(scene, 4_000, 2);
    expect((await states(scene)).map((row) => row.slice(0, 2))).toEqual([
      ["over", "ended"],
      ["over", "rejected-by-others"],
    ]);
    expect(await told(scene)).toEqual([["monitor.gate-removed", run.id]]);
  });

  it.each(["suspended", "uninstalled", "without the permission"])(
    "G12: is never allowed by an App that is %s",
    async (how) => {
      await using scene = await gated();
      const { world, ada, installation } = scene;
      const { head, run } = await deployUnreviewed(scene);
      await scene.settle();
      if (how === "suspended") world.suspend(installation.id, ada.id);
      else if (how === "uninstalled") world.uninstall(installation.id, ada.id);
      else world.setPermissions(installation.id, ada.id, { metadata: "read", contents: "read", actions: "read" });
      await passes(scene, 3_700);
      await scene.decide(head, "dana", "approve");
      await scene.settle();
      await passes(scene, 3_700);
      expect(statusOf(scene, run.id)).toEqual(["waiting", null]);
      const [row] = await rows(scene);
      expect(row?.state).toBe("open");
      expect(row?.code).toMatch(
        /^change\.repository$|^github\.(?:suspended|not-installed|permission|not-found|unauthorized|refused)$/,
      );
      if (how !== "suspended") return;
      world.unsuspend(installation.id, ada.id);
      await passes(scene, 400, 2);
      expect(statusOf(scene, run.id)).toEqual(["in_progress", null]);
    },
  );
});

describe("G4: a request of which no event came", () => {
  it("is found among the runs that wait, and answered as if it had", async () => {
    await using scene = await gated();
    scene.github.faults.delivery("drop", { only: "deployment_protection_rule" });
    const run = await scene.world.deploy(scene.repository.id, scene.ada.id, { environments: [EU] });
    await scene.settle();
    expect(await rows(scene)).toEqual([]);
    await scene.ask({ kind: GITHUB_WAITING, key: scene.id });
    await scene.settle();
    expect([statusOf(scene, run.id), scene.failed]).toEqual([["in_progress", null], []]);
    expect((await rows(scene)).map(({ sha, environment }) => [sha, environment])).toEqual([[scene.c0, EU]]);
  });

  it("G14: is found where its run was run again while the attempt before is kept as waiting", async () => {
    await using scene = await gated();
    const { world, repository, app, ada } = scene;
    world.setEnvironment(repository.id, EU, { apps: [app.id], reviewers: [ada.id] });
    const { head, run } = await deployUnreviewed(scene);
    await scene.settle();
    await scene.decide(head, "dana", "hold");
    await scene.settle();
    scene.github.faults.delivery("drop");
    world.cancel(run.id);
    world.rerun(run.id, ada.id);
    const sweep = async () => {
      await scene.ask({ kind: GITHUB_WAITING, key: scene.id });
      await scene.settle();
    };
    // GitHub's list of deployments is late, too.
    const [before, again] = scene.github.state.deployments.where((one) => one.run === run.id);
    if (before === undefined || again === undefined) throw new Error("the run was not run again");
    scene.github.state.deployments.remove(again.id);
    await sweep();
    scene.github.state.deployments.put(again);
    await sweep();
    expect((await rows(scene)).map(({ deployment }) => Number(deployment))).toEqual([before.id, again.id]);
    await passes(scene, MINUTE);
    expect((await states(scene)).map(([state]) => state)).toEqual(["over", "open"]);
  });

  it("is not answered for a commit that somebody says a run deploys", async () => {
    await using scene = await gated();
    const { world, repository, bob } = scene;
    scene.github.faults.delivery("drop", { only: "deployment_protection_rule" });
    const { head, run } = await deployUnreviewed(scene);
    world.createDeployment({
      repository: repository.id,
      ref: "main",
      sha: scene.c0,
      environment: EU,
      creator: bob.id,
      run: run.id,
    });
    await scene.ask({ kind: GITHUB_WAITING, key: scene.id });
    await scene.settle();
    expect((await rows(scene)).map(({ sha }) => sha)).toEqual([head]);
    expect(statusOf(scene, run.id)).toEqual(["waiting", null]);
  });
});

describe("G8: looking for runs that wait", () => {
  const RUNS = "GET /repos/{owner}/{repo}/actions/runs";
  const PENDING = `${RUNS}/{run_id}/pending_deployments`;

  /** So many runs wait for a reviewer before an environment that is not ours. */
  async function foreign({ world, repository, ada }: Scene, many: number): Promise<void> {
    world.setEnvironment(repository.id, "preview", { reviewers: [ada.id] });
    for (let n = 0; n < many; n += 1) await world.deploy(repository.id, ada.id, { environments: ["preview"] });
  }

  /** Calls of one pass by route, without those of what follows from it. */
  async function pass(scene: Scene): Promise<Readonly<Record<string, number>>> {
    const before = await callsCounted(scene.db);
    const counted = (rows: typeof before, route: string) =>
      rows.filter((row) => row.route === route).reduce((sum, { calls }) => sum + Number(calls), 0);
    await scene.ask({ kind: GITHUB_WAITING, key: scene.id });
    await scene.settle();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const after = await callsCounted(scene.db);
    const routes = [...new Set(after.map(({ route }) => route))];
    return Object.fromEntries(
      routes.flatMap((route) => {
        const calls = counted(after, route) - counted(before, route);
        return calls > 0 ? [[route, calls]] : [];
      }),
    );
  }

  const all = (calls: Readonly<Record<string, number>>) => Object.values(calls).reduce((sum, one) => sum + one, 0);

  it("asks about none of 200 where our rule stands before no environment, and of the second pass only the list", async () => {
    await using scene = await appScene();
    await scene.settle();
    scene.github.faults.delivery("drop");
    await foreign(scene, 200);
    const first = await pass(scene);
    expect(first[PENDING]).toBeUndefined();
    expect(all(first)).toBeLessThanOrEqual(6);
    expect(await pass(scene)).toEqual({ [RUNS]: 2 });
    expect(scene.failed).toEqual([]);
  });

  it("looks at 50 in a pass, the newest first, at each once, and misses none of ours", async () => {
    await using scene = await gated();
    scene.github.faults.delivery("drop");
    const { world, repository, ada } = scene;
    const oldest = await world.deploy(repository.id, ada.id, { environments: [EU] });
    await foreign(scene, 200);
    const newest = await world.deploy(repository.id, ada.id, { environments: [EU] });
    const first = await pass(scene);
    // Those of what follows are the answer's own.
    expect(first[PENDING]).toBeLessThanOrEqual(52);
    expect([statusOf(scene, newest.id), statusOf(scene, oldest.id)]).toEqual([
      ["in_progress", null],
      ["waiting", null],
    ]);
    for (let n = 0; n < 4; n += 1) await pass(scene);
    expect(statusOf(scene, oldest.id)).toEqual(["in_progress", null]);
    expect(await pass(scene)).toEqual({ [RUNS]: 2 });
    expect(scene.failed).toEqual([]);
    const kept = await scene.db.selectFrom("github_waiting_run").select("run").execute();
    expect(kept.map(({ run }) => Number(run))).not.toContain(oldest.id);
  });

  it("looks again at a run that waited for somebody else and now waits for us", async () => {
    await using scene = await gated();
    scene.github.faults.delivery("drop");
    const { world, repository, ada } = scene;
    world.setEnvironment(repository.id, "preview", { reviewers: [ada.id] });
    const run = await world.deploy(repository.id, ada.id, { environments: ["preview"] });
    await pass(scene);
    world.reviewRun(run.id, ada.id, ["preview"], "rejected");
    expect((await pass(scene))[PENDING]).toBeUndefined();
    scene.github.clock.advance(1);
    world.setEnvironment(repository.id, "preview", { apps: [scene.app.id], reviewers: [] });
    world.rerun(run.id, ada.id);
    await pass(scene);
    expect((await rows(scene)).map(({ run: asked }) => Number(asked))).toEqual([run.id]);
  });

  it("looks again after an hour at what did not change", async () => {
    await using scene = await gated();
    scene.github.faults.delivery("drop");
    await foreign(scene, 2);
    expect((await pass(scene))[PENDING]).toBe(2);
    expect((await pass(scene))[PENDING]).toBeUndefined();
    scene.later(3_700);
    expect((await pass(scene))[PENDING]).toBe(2);
  });
});

/** What GitHub says when a run of `acme/feed` waits. */
function payloadOf({ repository, installation, ada, c0, github }: Scene, run: number) {
  return {
    action: "requested",
    environment: EU,
    deployment_callback_url: `${github.apiUrl}/repos/acme/feed/actions/runs/${run}/deployment_protection_rule`,
    deployment: { id: 1, sha: c0, ref: "main", created_at: "2026-11-29T10:00:00Z" },
    repository: { id: repository.id, full_name: "acme/feed" },
    installation: { id: installation.id },
    sender: { id: ada.id, login: "ada" },
  };
}
