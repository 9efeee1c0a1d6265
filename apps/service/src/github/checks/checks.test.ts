import type { JsonObject } from "@countersign/attest";
import { exampleWith } from "@countersign/core/testing";
import { expect, it } from "vitest";
import { appScene } from "../app.testing.ts";
import { GITHUB_CHECK, GITHUB_PULLS } from "../events/works.ts";
import { GITHUB_CHECKS } from "./ask-for-checks.ts";
import { GITHUB_FOREIGN } from "./find-foreign.ts";

type Scene = Awaited<ReturnType<typeof appScene>>;

const SCORE = "ranker/score.py";
const DAY = 86_400;

/** What our runs on a head say by now. */
const said = (scene: Scene, head: string) =>
  scene.runs(head).map(({ status, conclusion, output }) => [status, conclusion, output.title]);

/** Calls that were made; each is counted beside the work, a moment after its answer. */
async function callsOf({ db }: Scene): Promise<number> {
  const counted = async () => {
    const rows = await db.selectFrom("github_call").select(["status", "calls"]).execute();
    return rows.filter(({ status }) => status !== 304).reduce((sum, { calls }) => sum + Number(calls), 0);
  };
  for (let last = await counted(); ;) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    const now = await counted();
    if (now === last) return now;
    last = now;
  }
}

/** What was decided is known to the service, and its checks may be written to again. */
async function decided(
  scene: Scene,
  head: string,
  name: string,
  decision: "approve" | "reject" | "hold",
): Promise<void> {
  await scene.decide(head, name, decision);
  scene.later(3);
  await scene.settle();
}

it("follows a pull request from its opening to the approval of everybody who is asked", async () => {
  await using scene = await appScene();
  const pull = await scene.propose("topic", { [SCORE]: "score = 2\n" });
  await scene.settle();
  expect(scene.failed).toEqual([]);
  expect(said(scene, pull.headSha)).toEqual([["in_progress", null, "Waits for oracle"]]);
  const [run] = scene.runs(pull.headSha);
  const [change] = (await scene.log()).changes;
  expect(run).toMatchObject({ name: "countersign", externalId: `cs:${change?.record.change}:1` });
  expect(run?.output.summary).toContain("who can act: dana");
  expect(run?.output.summary).toContain("waits since 20");
  await decided(scene, pull.headSha, "dana", "approve");
  expect(said(scene, pull.headSha)).toEqual([["completed", "success", "Everybody who is asked approved"]]);
  expect([scene.failed, scene.github.problems]).toEqual([[], []]);
});

it("B5: passes by a policy that lets nobody unknown have a part in it, and not where somebody has", async () => {
  const strict = (document: JsonObject) =>
    exampleWith(
      "organisations.0.git",
      ["*@users.noreply.github.com"],
      exampleWith("repositories.0.contributors.unresolved", "deny", document),
    );
  await using scene = await appScene({ policy: strict });
  const pull = await scene.propose("topic", { [SCORE]: "score = 2\n" });
  await scene.settle();
  await decided(scene, pull.headSha, "dana", "approve");
  expect(said(scene, pull.headSha)).toEqual([["completed", "success", "Everybody who is asked approved"]]);
  await using lax = await appScene({
    policy: (document) => exampleWith("repositories.0.contributors.unresolved", "deny", document),
  });
  const other = await lax.propose("topic", { [SCORE]: "score = 2\n" });
  await lax.settle();
  expect(said(lax, other.headSha).at(-1)).toEqual([
    "completed",
    "action_required",
    "The policy does not know everybody who has a part in it",
  ]);
});

it("A14: waits for everybody whom any environment asks, not for those of the one that asks most", async () => {
  const split = (document: JsonObject) =>
    exampleWith(
      "environments.1",
      { id: "staging", requires: ["data-flow"], freshness: "P1D" },
      exampleWith("environments.0.requires", ["algorithm"], exampleWith("requirements.1.classes", undefined, document)),
    );
  await using scene = await appScene({ policy: split });
  const pull = await scene.propose("topic", { [SCORE]: "score = 2\n" });
  await scene.settle();
  await decided(scene, pull.headSha, "dana", "approve");
  expect(said(scene, pull.headSha)).toEqual([["in_progress", null, expect.stringContaining("data-guard")]]);
});

it("G21: says nothing of what is reviewed, nor what reviewers wrote", async () => {
  await using scene = await appScene();
  const pull = await scene.propose("topic", { [SCORE]: "SECRET_WEIGHT = 0.45\nif user.age > 3: send(user.email)\n" });
  await scene.settle();
  await decided(scene, pull.headSha, "dana", "reject");
  expect(said(scene, pull.headSha)).toEqual([["completed", "failure", "Rejected"]]);
  const told = JSON.stringify(scene.runs(pull.headSha));
  for (const secret of ["SECRET_WEIGHT", "0.45", "user.email", "as discussed", "ghs_", "PRIVATE KEY"])
    expect(told).not.toContain(secret);
  expect(JSON.stringify([scene.lines, scene.failed])).not.toMatch(/SECRET_WEIGHT|ghs_|PRIVATE KEY/);
});

it("asks for an answer while somebody holds it, and goes on in a new run when that one said its last word", async () => {
  await using scene = await appScene();
  const pull = await scene.propose("topic", { [SCORE]: "score = 2\n" });
  await scene.settle();
  await decided(scene, pull.headSha, "dana", "hold");
  expect(said(scene, pull.headSha)).toEqual([["completed", "action_required", "Held: a question is open"]]);
  expect(scene.runs(pull.headSha)[0]?.actions.map(({ identifier }) => identifier)).toEqual(["look-again"]);
  await decided(scene, pull.headSha, "dana", "approve");
  expect(said(scene, pull.headSha)).toEqual([["completed", "success", "Everybody who is asked approved"]]);
});

it("G10: says nothing of a pull request onto another branch, so that no green check is carried to a protected one", async () => {
  await using scene = await appScene({
    policy: (document) => exampleWith("repositories.0.scope.exclude", ["docs/**"], document),
  });
  const { world, repository, bob } = scene;
  await world.commit(repository.id, scene.ada.id, { branch: "wip", files: { "x.txt": "x\n" }, message: "Wip" });
  await world.commit(repository.id, bob.id, { branch: "topic", files: { [SCORE]: "score = 2\n" }, message: "Change" });
  const pull = await world.openPull(repository.id, bob.id, { head: "topic", base: "wip", title: "Elsewhere" });
  await scene.settle();
  expect(said(scene, pull.headSha)).toEqual([]);
  await world.retarget(pull.id, bob.id, "main");
  scene.later(3);
  await scene.settle();
  expect(said(scene, pull.headSha)).toEqual([["in_progress", null, "Waits for oracle"]]);
  const harmless = await scene.propose("docs", { "docs/b.md": "b\n" });
  await scene.settle();
  expect(said(scene, harmless.headSha)).toEqual([["completed", "success", "Nothing in scope"]]);
  expect([scene.failed, scene.github.problems]).toEqual([[], []]);
});

it("is green for a head only when it is for every pull request of it", async () => {
  await using scene = await appScene();
  const { world, repository, bob } = scene;
  const pull = await scene.propose("topic", { [SCORE]: "score = 2\n" });
  await world.commit(repository.id, scene.ada.id, {
    branch: "release/1",
    files: { "docs/release.md": "1\n" },
    message: "Release",
  });
  await world.openPull(repository.id, bob.id, { head: "topic", base: "release/1", title: "Elsewhere" });
  await scene.settle();
  await decided(scene, pull.headSha, "dana", "approve");
  expect(scene.runs(pull.headSha).at(-1)).not.toMatchObject({ conclusion: "success" });
  expect(scene.runs(pull.headSha).at(-1)?.output.summary).toMatch(/### #\d onto[\s\S]*### #\d onto/);
});

it("cancels the check of a head that was replaced, in three calls for a pushed revision", async () => {
  await using scene = await appScene();
  const { world, repository, bob } = scene;
  const pull = await scene.propose("topic", { [SCORE]: "score = 2\n" });
  await scene.settle();
  scene.later(3);
  const before = await callsOf(scene);
  const next = await world.commit(repository.id, bob.id, {
    branch: "topic",
    files: { [SCORE]: "score = 3\n" },
    message: "More",
  });
  await scene.settle();
  expect(said(scene, pull.headSha)).toEqual([["completed", "cancelled", "No pull request waits for this check"]]);
  expect(said(scene, next)).toEqual([["in_progress", null, "Waits for oracle"]]);
  expect((await callsOf(scene)) - before).toBeLessThanOrEqual(3);
  const [, record] = (await scene.log()).changes;
  expect(record?.record.pushers).toEqual([`github:${bob.id}`]);
});

it("G10: has no check on a head that nobody looked at yet, for a moment, and then one that is not green", async () => {
  await using scene = await appScene();
  await scene.settle();
  scene.github.faults.request("error-before", { only: "repos/get" });
  const pull = await scene.propose("topic", { [SCORE]: "score = 2\n" });
  await scene.settle();
  expect(said(scene, pull.headSha)).toEqual([]);
  const [held] = await scene.db.selectFrom("work").select("code").where("kind", "=", GITHUB_CHECK).execute();
  expect(held).toEqual({ code: null });
  await scene.db
    .updateTable("github_pull")
    .set({ head_since: new Date(Date.now() - 10_000) })
    .execute();
  await scene.retry();
  await scene.settle();
  expect(said(scene, pull.headSha)).toEqual([["in_progress", null, "Looking at what it changes"]]);
  scene.github.faults.clear();
  await scene.retry();
  scene.later(3);
  await scene.settle();
  expect(said(scene, pull.headSha)).toEqual([["in_progress", null, "Waits for oracle"]]);
});

it("G7: makes one run where the answer was lost, and writes once what was asked for often", async () => {
  await using scene = await appScene();
  scene.github.faults.request("error-after", { count: 1, only: "checks/create" });
  const pull = await scene.propose("topic", { [SCORE]: "score = 2\n" });
  await scene.settle();
  expect(scene.github.faults.played.get("error-after")).toBe(1);
  await scene.retry();
  scene.later(3);
  await scene.settle();
  expect(said(scene, pull.headSha)).toEqual([["in_progress", null, "Waits for oracle"]]);
  expect(await scene.db.selectFrom("github_check").select("external_id").execute()).toHaveLength(1);
  expect(scene.failed.every((line) => line.includes("github.unreachable"))).toBe(true);
});

it("G8: waits where a limit is exhausted, and is not green meanwhile", async () => {
  await using scene = await appScene();
  scene.github.faults.request("primary-limit", { count: 1, only: "checks/create", seconds: 2 });
  const pull = await scene.propose("topic", { [SCORE]: "score = 2\n" });
  await scene.settle();
  expect(said(scene, pull.headSha)).toEqual([]);
  expect(scene.failed.filter((line) => !line.includes("github.limited"))).toEqual([]);
  scene.later(4_000);
  await scene.retry();
  await scene.settle();
  expect(said(scene, pull.headSha)).toEqual([["in_progress", null, "Waits for oracle"]]);
});

it("G10: tells of a check of its name by another app, and a button has it look again and no more", async () => {
  await using scene = await appScene();
  const { world, acme, ada, repository, bob } = scene;
  const pull = await scene.propose("topic", { [SCORE]: "score = 2\n" });
  await scene.settle();
  const other = world.createApp({ name: "Other", owner: acme.id, permissions: { checks: "write" }, events: [] });
  world.install(other.app.id, acme.id, ada.id);
  const [own] = scene.runs(pull.headSha);
  if (own === undefined) throw new Error("there is no run");
  scene.github.state.checkRuns.put({
    ...own,
    id: own.id + 1_000,
    app: other.app.id,
    status: "completed",
    conclusion: "success",
    externalId: own.externalId,
  });
  await scene.ask({ kind: GITHUB_FOREIGN, key: scene.id });
  scene.later(3);
  await scene.settle();
  expect(scene.runs(pull.headSha)[0]?.output.summary).toContain("github.foreign-check");
  await decided(scene, pull.headSha, "dana", "hold");
  world.requestAction(own.id, "look-again", bob.id);
  world.rerequestRun(own.id, bob.id);
  scene.later(3);
  await scene.settle();
  expect(said(scene, pull.headSha)).toEqual([["completed", "action_required", "Held: a question is open"]]);
  expect((await scene.log()).reviews).toHaveLength(1);
  expect(repository.id).toBeGreaterThan(0);
});

it("G15: makes an unfinished check anew on day 12, before GitHub gives it up", async () => {
  await using scene = await appScene();
  const pull = await scene.propose("topic", { [SCORE]: "score = 2\n" });
  await scene.settle();
  scene.later(11 * DAY);
  await scene.ask(GITHUB_CHECKS);
  await scene.settle();
  expect(scene.runs(pull.headSha)).toHaveLength(1);
  scene.later(1.1 * DAY);
  await scene.ask(GITHUB_CHECKS);
  await scene.settle();
  expect(scene.runs(pull.headSha).map(({ externalId, status }) => [externalId.split(":")[2], status])).toEqual([
    ["1", "in_progress"],
    ["2", "in_progress"],
  ]);
});

it("G4: finds by its sweep what no event told of", async () => {
  await using scene = await appScene();
  const { world, bob, repository } = scene;
  await scene.settle();
  scene.github.faults.delivery("drop");
  const [one, two] = [
    await scene.propose("one", { [SCORE]: "score = 2\n" }),
    await scene.propose("two", { "ranker/two.py": "two\n" }),
  ];
  await scene.settle();
  expect((await scene.log()).changes).toEqual([]);
  const sweep = async () => {
    await scene.ask({ kind: GITHUB_PULLS, key: scene.id });
    scene.later(3);
    await scene.settle();
  };
  await sweep();
  expect([one, two].map(({ headSha }) => said(scene, headSha)[0]?.[2])).toEqual([
    "Waits for oracle",
    "Waits for oracle",
  ]);
  world.close(one.id, bob.id);
  const moved = await world.commit(repository.id, bob.id, {
    branch: "two",
    files: { "ranker/two.py": "2\n" },
    message: "More",
  });
  await sweep();
  expect(said(scene, one.headSha)).toEqual([["completed", "cancelled", "No pull request waits for this check"]]);
  expect(said(scene, two.headSha)).toEqual([["completed", "cancelled", "No pull request waits for this check"]]);
  expect(said(scene, moved)).toEqual([["in_progress", null, "Waits for oracle"]]);
  expect([scene.failed, scene.github.problems]).toEqual([[], []]);
});

it("G11: says of what was merged unreviewed that it landed so, until it is approved", async () => {
  await using scene = await appScene();
  const pull = await scene.propose("topic", { [SCORE]: "score = 2\n" });
  await scene.settle();
  await scene.world.merge(pull.id, scene.ada.id);
  scene.later(3);
  await scene.settle();
  expect(said(scene, pull.headSha)).toEqual([["completed", "failure", "Landed without review"]]);
  await decided(scene, pull.headSha, "dana", "approve");
  expect(said(scene, pull.headSha)).toEqual([["completed", "success", "Approved after it landed"]]);
});

it("G13: follows a repository to its new name, and has nothing to do with another under the old one", async () => {
  await using scene = await appScene();
  const { world, repository, acme, ada } = scene;
  await scene.settle();
  world.rename(repository.id, "ranking", ada.id);
  const pull = await scene.propose("topic", { [SCORE]: "score = 2\n" });
  await scene.settle();
  expect(said(scene, pull.headSha)).toEqual([["in_progress", null, "Waits for oracle"]]);
  const other = await world.createRepository(acme.id, { name: "feed" });
  await world.commit(other.id, ada.id, { branch: "main", files: { "evil.py": "e\n" }, message: "Begin" });
  await scene.db.updateTable("github_repository").set({ full_name: "acme/feed" }).execute();
  const second = await scene.propose("more", { "ranker/more.py": "more\n" });
  await scene.settle();
  expect(said(scene, second.headSha)).toEqual([["in_progress", null, "Waits for oracle"]]);
  expect((await scene.log()).changes).toHaveLength(2);
  expect(scene.failed).toEqual([]);
});

it.each([
  ["served", "by its id"],
  ["refused", "by the pull request's ref"],
] as const)("judges a fork's pull request whose head is %s: it is fetched %s", async (forkHeadById, _how) => {
  await using scene = await appScene({ switches: { forkHeadById } });
  const { world, bob, repository } = scene;
  const fork = await world.fork(repository.id, bob.id);
  await world.commit(fork.id, bob.id, { branch: "topic", files: { [SCORE]: "score = 2\n" }, message: "More" });
  const pull = await world.openPull(repository.id, bob.id, { head: "topic", title: "From a fork", from: fork });
  await scene.settle();
  expect(scene.failed).toEqual([]);
  expect(said(scene, pull.headSha)).toEqual([["in_progress", null, "Waits for oracle"]]);
});

it.each([
  ["a clock that is wrong by minutes", (scene: Scene) => void (scene.github.faults.clockOffset = -700)],
  ["tokens of the long form", (scene: Scene) => void (scene.github.faults.longTokens = true)],
  [
    "a token that ends meanwhile",
    (scene: Scene) => scene.github.faults.request("token-revoked", { count: 1, only: "checks/create" }),
  ],
])("works through %s", async (_what, fault) => {
  await using scene = await appScene();
  fault(scene);
  const pull = await scene.propose("topic", { [SCORE]: "score = 2\n" });
  await scene.settle();
  await scene.retry();
  scene.later(3);
  await scene.settle();
  expect(said(scene, pull.headSha)).toEqual([["in_progress", null, "Waits for oracle"]]);
  expect(scene.failed).toEqual([]);
});
