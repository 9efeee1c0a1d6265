import { join } from "node:path";
import { IN_TOTO_PAYLOAD_TYPE, signEnvelope } from "@countersign/attest";
import { systemClock } from "@countersign/adapters/time";
import { formatRecord } from "@countersign/core";
import type { Deployment, NewRecord } from "@countersign/core";
import { exampleWith } from "@countersign/core/testing";
import { nodeCrypto } from "@countersign/crypto/node";
import { contentsOf, shareHome, workInHome } from "@countersign/home";
import { appendTo, patientHomeIn } from "@countersign/home/testing";
import { testKey } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { anyOid } from "../capture/ref-moves.ts";
import { RECONCILE } from "../capture/hint.ts";
import { appScene } from "../github/app.testing.ts";
import { GITHUB_DEPLOYMENTS } from "../github/deployments/ask-for-deployments.ts";
import { environmentAnswer, environmentJson } from "../http/routes/environment-json.ts";
import { PROJECT } from "../queue/asked-work.ts";
import { edgesAround } from "./steps.ts";
import { openEnvironments } from "./environments.ts";

const EU = "production-eu";
const MAIN = "refs/heads/main";
const SCORE = "ranker/score.py";

type Scene = Awaited<ReturnType<typeof appScene>>;

/** A GitHub with our rule before production, and environments looked at beside it. */
async function watched() {
  const scene = await appScene({ policy: (document) => exampleWith("environments.0.freshness", "P90D", document) });
  scene.world.setEnvironment(scene.repository.id, EU, { apps: [scene.app.id] });
  await scene.ask({ kind: RECONCILE, key: scene.id });
  await scene.settle();
  const home = patientHomeIn(join(scene.dir, "home"));
  const shared = shareHome(home);
  const environments = openEnvironments({
    db: scene.db,
    shared,
    log: await shared.work(async ({ parts }) => parts),
    mirrors: { dir: join(scene.dir, "service"), searchPath: process.env["PATH"] ?? "" },
    clock: systemClock(),
  });
  const contents = async () => {
    await shared.work(async () => {});
    return shared.work(async (opened) => contentsOf(opened));
  };
  const sight = async (environment = EU) => environments.look(await contents(), { repository: scene.id, environment });
  const receipt = async (state: Deployment["state"], commit: string) => {
    const { policy } = (await contents()).policy;
    const { id, uri } = policy.repositories[0] ?? { id: "", uri: "" };
    const record = { repository: { id, uri }, ref: MAIN, commit: anyOid(commit), environment: EU, state };
    const payload = formatRecord(nodeCrypto, "deployment", { ...record, verdict: "a".repeat(64) });
    const { seed } = testKey("gate-eu");
    const envelope = signEnvelope(nodeCrypto, { seed, keyid: "", payloadType: IN_TOTO_PAYLOAD_TYPE, payload });
    await using inside = await workInHome(home);
    await appendTo(inside, [{ kind: "deployment", envelope } satisfies NewRecord]);
    await scene.ask(PROJECT);
  };
  return {
    scene,
    environments,
    contents,
    receipt,
    look: async (environment = EU) => environmentAnswer.parse(environmentJson(await sight(environment))),
  };
}

async function land(scene: Scene, score: number): Promise<string> {
  const { world, repository, ada } = scene;
  const files = { [SCORE]: `score = ${score}\n` };
  const head = await world.commit(repository.id, ada.id, { branch: "main", files, message: `Score ${score}` });
  await scene.settle();
  return head;
}

describe("an environment", () => {
  it("has nothing that runs before anything was deployed, and the tip of the protected ref as what could", async () => {
    const { scene: opened, look } = await watched();
    await using scene = opened;
    const seen = await look();
    expect(seen).toMatchObject({
      running: null,
      drift: false,
      candidate: { commit: scene.c0, ref: MAIN, waiting: null },
      gate: { decision: "allow", code: "gate.allowed" },
      steps: [],
      history: [],
      gates: [{ id: "gate-eu", last: null }],
    });
    expect(seen.requires.map(({ id, role }) => [id, role])).toEqual([
      ["algorithm", "oracle"],
      ["data-flow", "data-guard"],
    ]);
  });

  it("shows the steps between what runs and the candidate, and who has yet to decide what, as check and gate do", async () => {
    const { scene: opened, look } = await watched();
    await using scene = opened;
    await scene.world.deploy(scene.repository.id, scene.ada.id, { environments: [EU] });
    await scene.settle();
    const head = await land(scene, 2);
    const run = await scene.world.deploy(scene.repository.id, scene.ada.id, { environments: [EU] });
    await scene.settle();
    const seen = await look();
    const [row] = await scene.db.selectFrom("github_deployment").selectAll().where("state", "=", "open").execute();
    expect(seen.running).toMatchObject({ by: "github", commit: scene.c0, allowed: true });
    expect(seen.candidate).toMatchObject({ commit: head, waiting: { run: String(run.id), ref: "main" } });
    expect(seen.gate).toMatchObject({ decision: "pending", code: row?.code });
    expect(seen.gate?.reasons.map(({ code }) => code)).toContain("decision.missing");
    expect(seen.undecided).toBe(1);
    expect(seen.steps).toMatchObject([{ from: scene.c0, to: head, state: "pending", residual: [] }]);
    const [change] = seen.steps[0]?.changes ?? [];
    expect(change?.title).toBe("Score 2");
    expect(change?.roles.map(({ role, state, people }) => [role, state, people])).toEqual([
      ["oracle", "open", ["dana"]],
      ["data-guard", "not-needed", []],
    ]);
    await scene.decide(head, "dana", "approve");
    await scene.settle();
    const decided = await look();
    expect(decided.running).toMatchObject({ by: "github", commit: head });
    expect(decided.coveredBy.map(({ person, role }) => [person, role])).toEqual([["dana", "oracle"]]);
    expect([decided.gate?.code, decided.steps, decided.undecided]).toEqual(["gate.allowed", [], 0]);
    expect(decided.history.map(({ commit, state }) => [commit, state])).toEqual([
      [head, "approved"],
      [scene.c0, "approved"],
    ]);
  });

  it("A18: shows of a candidate that would take production back what the rule before it is answered", async () => {
    const { scene: opened, look } = await watched();
    await using scene = opened;
    const head = await land(scene, 2);
    await scene.decide(head, "dana", "approve");
    await scene.settle();
    await scene.world.deploy(scene.repository.id, scene.ada.id, { environments: [EU] });
    await scene.settle();
    scene.github.faults.request("error-after", { count: 100, only: "actions/review-custom-gates-for-run" });
    await scene.world.deploy(scene.repository.id, scene.ada.id, { environments: [EU], sha: scene.c0 });
    await scene.settle();
    const seen = await look();
    expect(seen.candidate).toMatchObject({ commit: scene.c0 });
    expect(seen.gate).toMatchObject({ decision: "deny", code: "gate.not-forward" });
  });

  it("G12: drifts where somebody let a job past the rule", async () => {
    const { scene: opened, look } = await watched();
    await using scene = opened;
    const head = await land(scene, 2);
    const run = await scene.world.deploy(scene.repository.id, scene.ada.id, { environments: [EU] });
    await scene.settle();
    scene.world.bypassRules(run.id, EU, scene.ada.id);
    scene.later(4_000);
    await scene.ask(GITHUB_DEPLOYMENTS);
    await scene.settle();
    expect(await look()).toMatchObject({
      running: { commit: head, allowed: false, believed: "bypassed" },
      lastAllowed: null,
      drift: true,
    });
  });

  it("runs what the newest receipt of a gate says, and knows which gate that was", async () => {
    const { scene: opened, look, receipt } = await watched();
    await using scene = opened;
    await receipt("succeeded", scene.c0);
    const head = await land(scene, 2);
    await receipt("started", head);
    await scene.settle();
    const seen = await look();
    expect(seen.running).toMatchObject({ by: "log", commit: scene.c0, state: "succeeded", allowed: true });
    expect(seen.history.map(({ state }) => state)).toEqual(["started", "succeeded"]);
    expect(seen.gates).toMatchObject([{ id: "gate-eu", last: { leaf: seen.history[0]?.leaf } }]);
    expect(seen.steps.map(({ to }) => to)).toEqual([head]);
  });

  it("is an error with the gate's code where the candidate cannot be read, never an allow", async () => {
    const { scene: opened, look } = await watched();
    await using scene = opened;
    await scene.db
      .updateTable("tip")
      .set({ oid: "f".repeat(40) })
      .execute();
    const seen = await look();
    expect(seen.gate).toMatchObject({ decision: "error", code: "git.missing-object" });
    expect(seen.gate?.reasons[0]?.remedy).not.toBe("");
  });

  it("J7: is looked at once for the same log and candidate, however many ask at once", async () => {
    const { scene: opened, environments, contents } = await watched();
    await using scene = opened;
    const now = await contents();
    const name = { repository: scene.id, environment: EU };
    const first = await Promise.all(Array.from({ length: 20 }, () => environments.look(now, name)));
    expect(new Set(first).size).toBe(1);
    expect(await environments.look(now, name)).toBe(first[0]);
    await land(scene, 2);
    expect(await environments.look(await contents(), name)).not.toBe(first[0]);
  });

  it.each([
    [{ repository: "github:1", environment: EU }, "policy.repository"],
    [{ repository: "", environment: "__proto__" }, "usage.environment"],
  ])("J3: is none that the policy does not have (%j)", async ({ repository, environment }, code) => {
    const { scene: opened, environments, contents } = await watched();
    await using scene = opened;
    const name = { repository: repository === "" ? scene.id : repository, environment };
    await expect(environments.look(await contents(), name)).rejects.toMatchObject({ code });
  });
});

describe("the edges around what runs", () => {
  const edge = (from: string, to: string) =>
    ({
      from: anyOid(from.repeat(40)),
      to: anyOid(to.repeat(40)),
      state: "covered",
      approvals: [],
      residual: [],
    }) as const;
  const [ab, bc, cd] = [edge("a", "b"), edge("b", "c"), edge("c", "d")];

  it("are those up to it and those behind it, in whichever order a verdict has them", () => {
    for (const edges of [
      [ab, bc, cd],
      [cd, bc, ab],
    ])
      expect(edgesAround({ edges }, bc.to)).toEqual({ upTo: [ab, bc], behind: [cd] });
    expect(edgesAround({ edges: [ab, bc] }, ab.from)).toEqual({ upTo: [], behind: [ab, bc] });
    expect(edgesAround({ edges: [ab, bc] }, bc.to)).toEqual({ upTo: [ab, bc], behind: [] });
  });

  it("are all behind it where it lies on none of them, or nothing runs", () => {
    expect(edgesAround({ edges: [ab, bc] }, "f".repeat(40))).toEqual({ upTo: [], behind: [ab, bc] });
    expect(edgesAround({ edges: [ab] }, undefined)).toEqual({ upTo: [], behind: [ab] });
  });
});
