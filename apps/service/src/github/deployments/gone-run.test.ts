import { describe, expect, it } from "vitest";
import { approvals, deployUnreviewed, EU, gated, landed, passes, rows, states, told } from "./deployments.testing.ts";
import type { Scene } from "./deployments.testing.ts";

/** Somebody who may write ends a run, and deletes it before anybody looks. */
function remove({ world, github }: Scene, run: number): void {
  world.cancel(run);
  github.state.runs.remove(run);
}

/** The same where GitHub keeps nothing of the deployment that would say how it ended. */
function removeAll(scene: Scene, run: number): void {
  remove(scene, run);
  const { deployments } = scene.github.state;
  for (const { id } of deployments.where((one) => one.run === run)) deployments.remove(id);
}

describe("a deployment whose run was deleted", () => {
  it("A18: is over, and what we had approved for it keeps nothing else waiting", async () => {
    await using scene = await gated();
    const { world, repository, app, ada } = scene;
    world.setEnvironment(repository.id, EU, { apps: [app.id], reviewers: [ada.id] });
    const side = await world.commit(repository.id, ada.id, {
      branch: "side",
      files: { "docs/a.md": "a\n" },
      message: "x",
    });
    const run = await world.deploy(repository.id, ada.id, { environments: [EU], sha: side });
    await scene.settle();
    const [row] = await rows(scene);
    expect([row?.state, row?.decision, row?.stands]).toEqual(["open", "approved", true]);
    remove(scene, run.id);
    await passes(scene, 700);
    expect((await states(scene))[0]?.slice(0, 2)).toEqual(["over", "ended"]);
    world.setEnvironment(repository.id, EU, { apps: [app.id], reviewers: [] });
    await landed(scene, 2);
    expect((await states(scene))[1]?.slice(0, 3)).toEqual(["approved", "approved", "gate.allowed"]);
    expect(scene.failed).toEqual([]);
  });

  it("is over also where nothing says how it ended, once that has been so for minutes, and people are told", async () => {
    await using scene = await gated();
    const { run } = await deployUnreviewed(scene);
    await scene.settle();
    removeAll(scene, run.id);
    await passes(scene, 3_700);
    expect((await states(scene))[0]?.slice(0, 2)).toEqual(["open", "unsure"]);
    await passes(scene, 700);
    expect((await states(scene))[0]?.slice(0, 2)).toEqual(["over", "ended"]);
    expect(await told(scene)).toEqual([["monitor.gate-removed", run.id]]);
    expect(approvals(scene)).toEqual([]);
  });

  it("G6: is not given up by one look that does not show its run", async () => {
    await using scene = await gated();
    const { head, run } = await deployUnreviewed(scene);
    await scene.settle();
    const { runs } = scene.github.state;
    const kept = runs.get(run.id);
    if (kept === undefined) throw new Error("there is no run");
    runs.remove(run.id);
    await passes(scene, 3_700);
    runs.put(kept);
    await scene.decide(head, "dana", "approve");
    await passes(scene, 60);
    expect((await states(scene))[0]?.slice(0, 2)).toEqual(["approved", "approved"]);
  });

  it("G12: waits where the App may not see runs, and so nobody knows", async () => {
    await using scene = await gated();
    const { world, installation, ada } = scene;
    const { head } = await deployUnreviewed(scene);
    await scene.settle();
    const held = { metadata: "read", contents: "read", checks: "write", pull_requests: "read" } as const;
    world.setPermissions(installation.id, ada.id, { ...held, deployments: "write" });
    await passes(scene, 3_700, 3);
    expect(await states(scene)).toEqual([["open", null, "github.not-found", null]]);
    world.setPermissions(installation.id, ada.id, { ...held, deployments: "write", actions: "read" });
    await scene.decide(head, "dana", "approve");
    await passes(scene, 700);
    expect((await states(scene))[0]?.slice(0, 2)).toEqual(["approved", "approved"]);
  });
});
