import { describe, expect, it } from "vitest";
import { appScene } from "../app.testing.ts";
import { callsCounted } from "../client/count-calls.ts";
import { GITHUB_WAITING } from "./sweep-waiting.ts";
import { deployUnreviewed, EU, gated, MINUTE, passes, rows, states, statusOf } from "./deployments.testing.ts";
import type { Scene } from "./deployments.testing.ts";

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
