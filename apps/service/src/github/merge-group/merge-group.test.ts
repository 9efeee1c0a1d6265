import { SWITCHES } from "@countersign/github-fake";
import type { Switches } from "@countersign/github-fake";
import { expect, it } from "vitest";
import { appScene } from "../app.testing.ts";

type Scene = Awaited<ReturnType<typeof appScene>>;

/** Main has a merge queue, and our check is required of us alone. */
async function withQueue(switches: Partial<Switches> = {}): Promise<Scene> {
  const scene = await appScene({ switches });
  const { world, repository, ada, app } = scene;
  const check = { context: "countersign", integration_id: app.id };
  world.createRuleset(repository.id, ada.id, {
    name: "main",
    rules: [
      {
        type: "merge_queue",
        parameters: {
          merge_method: "SQUASH",
          grouping_strategy: "ALLGREEN",
          min_entries_to_merge: 1,
          max_entries_to_merge: 5,
          max_entries_to_build: 5,
          min_entries_to_merge_wait_minutes: 5,
          check_response_timeout_minutes: 60,
        },
      },
      {
        type: "required_status_checks",
        parameters: { required_status_checks: [check], strict_required_status_checks_policy: false },
      },
    ],
  });
  return scene;
}

/** Everything goes on until the queue has nothing more to do. */
async function settled(scene: Scene): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    scene.later(3);
    await scene.settle();
  }
}

it.each(SWITCHES.squashGroup)(
  "lets a queue land what everybody approved, each group judged as it would land: %s",
  async (squashGroup) => {
    await using scene = await withQueue({ squashGroup });
    const one = await scene.propose("one", { "ranker/one.py": "one\n" });
    const two = await scene.propose("two", { "ranker/two.py": "two\n" });
    await settled(scene);
    for (const { headSha } of [one, two]) await scene.decide(headSha, "dana", "approve");
    await settled(scene);
    for (const { id } of [one, two]) await scene.world.enqueue(id, scene.bob.id);
    const groups = scene.github.state.groups.all().map(({ headSha }) => headSha);
    await settled(scene);
    expect(groups.length).toBe(2);
    expect(
      groups.flatMap((head) => scene.runs(head)).map(({ conclusion, output }) => [conclusion, output.title]),
    ).toEqual([
      ["success", "Everybody who is asked approved"],
      ["success", "Everybody who is asked approved"],
    ]);
    expect(scene.github.state.pulls.all().map(({ state }) => state)).toEqual(["closed", "closed"]);
    expect([scene.failed, scene.github.problems]).toEqual([[], []]);
  },
);

it("refuses a group with a step that nobody approved, at once", async () => {
  await using scene = await withQueue();
  const one = await scene.propose("one", { "ranker/one.py": "one\n" });
  await settled(scene);
  await scene.decide(one.headSha, "dana", "approve");
  await settled(scene);
  await scene.world.enqueue(one.id, scene.bob.id);
  // Somebody edits the branch of the queue: the commit of the group is another than what was approved.
  const evil = await scene.world.commit(scene.repository.id, scene.ada.id, {
    branch: "wip",
    files: { "ranker/evil.py": "e\n" },
    message: "x",
  });
  const [group] = scene.github.state.groups.all();
  if (group === undefined) throw new Error("there is no group");
  await scene.db
    .insertInto("github_group")
    .values({ repository: scene.id, head: evil, onto: "refs/heads/main" })
    .execute();
  await scene.ask({ kind: "github-check", key: `${scene.id} ${evil}` });
  await settled(scene);
  expect(scene.runs(evil).map(({ conclusion }) => conclusion)).toEqual(["failure"]);
  expect(scene.runs(evil)[0]?.output.summary).toContain("gate.residual");
});
