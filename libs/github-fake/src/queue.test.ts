import { describe, expect, it } from "vitest";
import { standingClock } from "./clock.ts";
import { scene } from "./scene.testing.ts";

type Scene = Awaited<ReturnType<typeof scene>>;

/** Puts a queue before `main` that waits for the app's check. */
function withQueue(one: Scene, parameters: Readonly<Record<string, unknown>> = {}): void {
  one.world.createRuleset(one.repository.id, one.ada.id, {
    name: "queue",
    rules: [
      { type: "merge_queue", parameters: { ...QUEUE, ...parameters } },
      { type: "required_status_checks", parameters: required(one.app.id) },
    ],
  });
}

const QUEUE = {
  check_response_timeout_minutes: 60,
  grouping_strategy: "ALLGREEN",
  max_entries_to_build: 5,
  max_entries_to_merge: 5,
  merge_method: "MERGE",
  min_entries_to_merge: 1,
  min_entries_to_merge_wait_minutes: 5,
};

function required(app: number) {
  return {
    strict_required_status_checks_policy: false,
    required_status_checks: [{ context: "look", integration_id: app }],
  };
}

function groups(one: Scene) {
  return one.github.state.groups.all();
}

async function check(one: Scene, sha: string, conclusion: "success" | "failure") {
  await one.octokit.rest.checks.create({ ...one.at, name: "look", head_sha: sha, status: "completed", conclusion });
  await one.github.settle();
}

describe("the merge queue", () => {
  it("asks for checks of each group, on top of the one before it, and merges what has passed", async () => {
    await using one = await scene();
    withQueue(one);
    const a = await one.propose("a");
    const b = await one.propose("b");
    await one.world.enqueue(a.id, one.bob.id);
    await one.world.enqueue(b.id, one.bob.id);
    const [first, second] = groups(one);
    expect(second?.baseSha).toBe(first?.headSha);
    expect(second?.headRef).toBe(`refs/heads/gh-readonly-queue/main/pr-2-${first?.headSha}`);
    await check(one, first?.headSha ?? "", "success");
    expect(await one.world.tip(one.repository.id, "main")).toBe(first?.headSha);
    await check(one, second?.headSha ?? "", "success");
    expect(await one.world.tip(one.repository.id, "main")).toBe(second?.headSha);
    const said = one.heard.all.filter(({ event }) => event === "merge_group");
    expect(said.map(({ payload }) => [payload["action"], payload["reason"]])).toEqual([
      ["checks_requested", undefined],
      ["checks_requested", undefined],
      ["destroyed", "merged"],
      ["destroyed", "merged"],
    ]);
    expect(one.github.state.pulls.all().map(({ mergeCommit }) => mergeCommit)).toEqual([
      first?.headSha,
      second?.headSha,
    ]);
    expect(one.github.problems).toEqual([]);
  });

  it("takes out what failed and makes a new group for what stood behind it", async () => {
    await using one = await scene();
    withQueue(one);
    const a = await one.propose("a");
    const b = await one.propose("b");
    await one.world.enqueue(a.id, one.bob.id);
    await one.world.enqueue(b.id, one.bob.id);
    const [first] = groups(one);
    await check(one, first?.headSha ?? "", "failure");
    const left = groups(one);
    expect(left.map(({ pull, baseSha }) => [pull, baseSha])).toEqual([[b.id, one.first]]);
    expect(one.heard.all.find(({ payload }) => payload["action"] === "dequeued")?.payload["reason"]).toBe("CI_FAILURE");
    expect(one.github.problems).toEqual([]);
  });

  it("gives up on a check that does not come in time, and on what conflicts", async () => {
    const clock = standingClock(Math.floor(Date.now() / 1000));
    await using one = await scene({ clock });
    withQueue(one);
    const a = await one.propose("a", { "a.txt": "2\n" });
    const b = await one.propose("b", { "a.txt": "3\n" });
    await one.world.enqueue(a.id, one.bob.id);
    await one.world.enqueue(b.id, one.bob.id);
    expect(groups(one).map(({ pull }) => pull)).toEqual([a.id]);
    clock.advance(61 * 60);
    await one.github.settle();
    const reasons = one.heard.all.filter(({ payload }) => payload["action"] === "dequeued");
    expect(reasons.map(({ payload }) => payload["reason"])).toEqual(["MERGE_CONFLICT", "CI_TIMEOUT"]);
    expect(groups(one)).toEqual([]);
  });

  it("waits for as many as are merged together, and then no longer than it says", async () => {
    const clock = standingClock(Math.floor(Date.now() / 1000));
    await using one = await scene({ clock });
    const rules = [{ type: "merge_queue", parameters: { ...QUEUE, min_entries_to_merge: 3 } }];
    one.world.createRuleset(one.repository.id, one.ada.id, { name: "queue", rules });
    for (const name of ["a", "b"]) await one.world.enqueue((await one.propose(name)).id, one.bob.id);
    expect(groups(one)).toHaveLength(2);
    clock.advance(5 * 60 - 1);
    await one.github.settle();
    expect(groups(one)).toHaveLength(2);
    clock.advance(1);
    await one.github.settle();
    expect(groups(one)).toEqual([]);
    expect(one.github.state.pulls.all().map(({ state }) => state)).toEqual(["closed", "closed"]);
    for (const name of ["c", "d", "e"]) await one.world.enqueue((await one.propose(name)).id, one.bob.id);
    expect(groups(one)).toEqual([]);
    await one.github.settle();
  });

  it("starts again when an administrator pushes past it", async () => {
    await using one = await scene();
    withQueue(one);
    const a = await one.propose("a");
    await one.world.enqueue(a.id, one.bob.id);
    const [before] = groups(one);
    const pushed = await one.world.commit(one.repository.id, one.ada.id, {
      branch: "main",
      files: { "z.txt": "" },
      message: "Past",
    });
    const [after] = groups(one);
    expect([before?.baseSha, after?.baseSha]).toEqual([one.first, pushed]);
    const { data } = await one.octokit.rest.repos.getRepoRuleSuites(one.at);
    expect(data.map(({ result, after_sha, actor_id }) => [result, after_sha, actor_id])).toEqual([
      ["bypass", pushed, one.ada.id],
    ]);
    expect(one.github.problems).toEqual([]);
  });

  it.each([
    ["one-commit", 1],
    ["merge-commit", 2],
  ] as const)("makes of a squashed pull request: %s", async (squashGroup, parents) => {
    await using one = await scene({ switches: { squashGroup } });
    withQueue(one, { merge_method: "SQUASH" });
    const a = await one.propose("a");
    await one.world.enqueue(a.id, one.bob.id);
    const sha = groups(one)[0]?.headSha ?? "";
    const { data } = await one.octokit.rest.repos.getCommit({ ...one.at, ref: sha });
    expect(data.parents.length).toBe(parents);
  });
});
