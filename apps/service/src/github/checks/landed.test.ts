import { expect, it } from "vitest";
import { appScene } from "../app.testing.ts";

type Scene = Awaited<ReturnType<typeof appScene>>;

const SCORE = "ranker/score.py";

/** A file with two lines that are far apart. */
const apart = (first: number, last: number) =>
  [`first = ${first}`, ...Array.from({ length: 20 }, (_, n) => `line_${n} = 0`), `last = ${last}`, ""].join("\n");

const said = (scene: Scene, head: string) =>
  scene.runs(head).map(({ status, conclusion, output }) => [status, conclusion, output.title]);

async function pushed(scene: Scene, first: number, last: number): Promise<string> {
  const { world, repository, ada } = scene;
  const files = { [SCORE]: apart(first, last) };
  const head = await world.commit(repository.id, ada.id, { branch: "main", files, message: `${first} ${last}` });
  await scene.settle();
  await scene.decide(head, "dana", "approve");
  await scene.settle();
  return head;
}

/** A pull request below which the same file moved: what merging it changes is captured twice. */
async function movedBelow(scene: Scene): Promise<{ readonly id: number; readonly headSha: string }> {
  await pushed(scene, 1, 1);
  const pull = await scene.propose("topic", { [SCORE]: apart(2, 1) });
  await scene.settle();
  await pushed(scene, 1, 2);
  const { changes } = await scene.log();
  const captured = changes.filter(({ record }) => record.head.gitCommit === pull.headSha);
  expect(new Set(captured.map(({ record }) => record.change)).size).toBe(2);
  return pull;
}

async function merged(scene: Scene, pull: number): Promise<void> {
  await scene.world.merge(pull, scene.ada.id);
  scene.later(3);
  await scene.settle();
}

it("G11: says nothing of what was merged as everybody approved it, though its base had moved below it before", async () => {
  await using scene = await appScene();
  const pull = await movedBelow(scene);
  await scene.decide(pull.headSha, "dana", "approve");
  scene.later(3);
  await scene.settle();
  const passed = [["completed", "success", "Everybody who is asked approved"]];
  expect(said(scene, pull.headSha)).toEqual(passed);
  await merged(scene, pull.id);
  expect(said(scene, pull.headSha)).toEqual(passed);
  expect(scene.failed).toEqual([]);
});

it("G11: says of what was merged unreviewed that it landed so, until its newest capture is approved", async () => {
  await using scene = await appScene();
  const pull = await movedBelow(scene);
  await merged(scene, pull.id);
  expect(said(scene, pull.headSha)).toEqual([["completed", "failure", "Landed without review"]]);
  await scene.decide(pull.headSha, "dana", "approve");
  scene.later(3);
  await scene.settle();
  expect(said(scene, pull.headSha)).toEqual([["completed", "success", "Approved after it landed"]]);
});
