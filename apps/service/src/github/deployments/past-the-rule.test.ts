import { describe, expect, it } from "vitest";
import { deployUnreviewed, EU, gated, passes, rows, states, statusOf, told } from "./deployments.testing.ts";

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
