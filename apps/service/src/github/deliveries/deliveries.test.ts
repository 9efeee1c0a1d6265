import { expect, it } from "vitest";
import { appScene } from "../app.testing.ts";
import { GITHUB_DELIVERIES } from "./sweep-deliveries.ts";

type Scene = Awaited<ReturnType<typeof appScene>>;

const HOUR = 3_600;

/** One pass, so many seconds later. */
async function sweep(scene: Scene, seconds = 120): Promise<void> {
  scene.later(seconds);
  await scene.ask(GITHUB_DELIVERIES);
  await scene.settle();
}

const redelivered = (scene: Scene) => scene.github.state.deliveries.where(({ redelivery }) => redelivery);
const missing = (scene: Scene) => scene.db.selectFrom("github_missing").selectAll().execute();
const alarms = async ({ db }: Scene) => {
  const rows = await db.selectFrom("github_guard").selectAll().where("repository", "=", "github").execute();
  return rows.map(({ state, detail }) => [state, detail]);
};

it.each(["fail", "time-out"] as const)("G4: asks once more for what GitHub could not deliver (%s)", async (fault) => {
  await using scene = await appScene();
  await scene.settle();
  scene.github.faults.delivery(fault, { only: "pull_request" });
  const pull = await scene.propose("topic", { "ranker/score.py": "score = 2\n" });
  await scene.settle();
  scene.github.faults.clear();
  for (let time = 0; time < 3; time += 1) await sweep(scene);
  // What came although GitHub gave up on the answer is not asked for again.
  expect(redelivered(scene).map(({ event }) => event)).toEqual(fault === "fail" ? ["pull_request"] : []);
  expect(scene.runs(pull.headSha).length).toBe(1);
  expect([await missing(scene), await alarms(scene), scene.failed]).toEqual([
    [],
    [["right", "all that GitHub delivered came"]],
    [],
  ]);
});

it("G5: asks once more for what GitHub delivered and nobody here has: a proxy may have answered for us", async () => {
  await using scene = await appScene();
  await scene.settle();
  await scene.propose("topic", { "ranker/score.py": "score = 2\n" });
  await scene.settle();
  await scene.db.deleteFrom("github_delivery").where("event", "=", "pull_request").execute();
  await sweep(scene);
  expect(redelivered(scene)).toEqual([]);
  await sweep(scene);
  expect(redelivered(scene).map(({ event }) => event)).toEqual(["pull_request"]);
  const came = await scene.db
    .selectFrom("github_delivery")
    .select("processed")
    .where("event", "=", "pull_request")
    .execute();
  expect(came.map(({ processed }) => processed !== null)).toEqual([true]);
  await sweep(scene);
  expect([redelivered(scene).length, await missing(scene)]).toEqual([1, []]);
});

it("G4: tries a bounded number of times, tells within an hour, and long before GitHub forgets", async () => {
  await using scene = await appScene();
  await scene.settle();
  scene.github.faults.delivery("fail", { only: "pull_request" });
  await scene.propose("topic", { "ranker/score.py": "score = 2\n" });
  await scene.settle();
  await sweep(scene);
  expect(await alarms(scene)).toEqual([["right", "all that GitHub delivered came"]]);
  await sweep(scene, HOUR);
  expect(await alarms(scene)).toEqual([["wrong", "1 deliveries did not come"]]);
  for (let time = 0; time < 12; time += 1) await sweep(scene, 4 * HOUR);
  expect(redelivered(scene).length).toBe(8);
  const events = await scene.db.selectFrom("event").select("kind").where("kind", "like", "gate.re%").execute();
  const { length } = (
    await scene.db.selectFrom("github_guard").selectAll().where("state", "=", "wrong").execute()
  ).filter(({ aspect }) => aspect === "deliveries");
  expect([length, events.length > 0]).toEqual([1, true]);
});

it("reads on from where it was, with an overlap, page by page", async () => {
  await using scene = await appScene();
  await scene.settle();
  const { state } = scene.github;
  const [one] = state.deliveries.all();
  if (one === undefined) throw new Error("nothing was delivered");
  for (let more = 0; more < 250; more += 1) state.deliveries.put({ ...one, id: state.nextId() });
  const lists = async () => {
    const rows = await scene.db.selectFrom("github_call").selectAll().where("status", "=", 200).execute();
    return Number(rows.find(({ route }) => route === "GET /app/hook/deliveries")?.calls ?? 0);
  };
  await sweep(scene);
  // Counted beside the work, a moment after the answer.
  await expect.poll(lists, { timeout: 30_000 }).toBe(3);
  for (const { id, deliveredAt } of state.deliveries.all())
    state.deliveries.change(id, { deliveredAt: deliveredAt - 2 * HOUR });
  scene.github.faults.delivery("fail", { only: "push" });
  await scene.propose("topic", { "ranker/score.py": "score = 2\n" });
  await scene.settle();
  await sweep(scene);
  await expect.poll(lists, { timeout: 30_000 }).toBe(4);
  expect((await missing(scene)).map(({ event }) => event)).toEqual(["push"]);
  expect(scene.failed).toEqual([]);
});
