import { SWITCHES } from "@countersign/github-fake";
import type { Switches } from "@countersign/github-fake";
import { describe, expect, it } from "vitest";
import {
  approvals,
  DAY,
  deployUnreviewed,
  EU,
  gated,
  MINUTE,
  passes,
  rows,
  states,
  statusOf,
  told,
} from "./deployments.testing.ts";

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
