import { SWITCHES } from "@countersign/github-fake";
import { describe, expect, it } from "vitest";
import { appScene } from "../app.testing.ts";

type Scene = Awaited<ReturnType<typeof appScene>>;

const SCORE = "ranker/score.py";

/** A pull request that everybody approved, as its check says. */
async function approved(scene: Scene) {
  const pull = await scene.propose("topic", { [SCORE]: "score = 2\n" });
  await scene.settle();
  await scene.decide(pull.headSha, "dana", "approve");
  await passes(scene);
  expect(said(scene, pull.headSha)).toEqual(["completed", "success"]);
  return pull;
}

/** What is known by now is done, and checks may be written to again. */
async function passes(scene: Scene): Promise<void> {
  scene.later(3);
  await scene.settle();
}

function said(scene: Scene, head: string) {
  const run = scene.runs(head).at(-1);
  return [run?.status, run?.conclusion];
}

describe("what GitHub does not document about pushes", () => {
  it.each(SWITCHES.suiteAfterForce)(
    "a suite after a forced push names the %s: the new head waits for its own approval",
    async (suiteAfterForce) => {
      await using scene = await appScene({ switches: { suiteAfterForce } });
      const { world, repository, ada, c0 } = scene;
      await approved(scene);
      const files = { [SCORE]: "score = 9\n" };
      const head = await world.commit(repository.id, ada.id, { branch: "other", on: c0, files, message: "Otherwise" });
      await world.push(repository.id, ada.id, "refs/heads/topic", head);
      await passes(scene);
      expect(said(scene, head)).toEqual(["in_progress", null]);
      await scene.decide(head, "dana", "approve");
      await passes(scene);
      expect(said(scene, head)).toEqual(["completed", "success"]);
      expect([scene.failed, scene.github.problems]).toEqual([[], []]);
    },
  );

  it.each(SWITCHES.synchronizeSender)(
    "the sender of a push by an app is the %s: what it pushed waits for its own approval",
    async (synchronizeSender) => {
      await using scene = await appScene({ switches: { synchronizeSender } });
      const { world, repository, app } = scene;
      await approved(scene);
      const files = { [SCORE]: "score = 9\n" };
      const head = await world.commit(repository.id, app.bot, { branch: "topic", files, message: "By an app" });
      await passes(scene);
      expect(said(scene, head)[1]).not.toBe("success");
      expect(scene.runs(head)).toHaveLength(1);
      expect([scene.failed, scene.github.problems]).toEqual([[], []]);
    },
  );
});
