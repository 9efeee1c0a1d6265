import { describe, expect, it } from "vitest";
import { scene } from "./scene.testing.ts";

describe("pull requests and checks", () => {
  it("shows an app the pull requests of its repository, and the app's check on their head", async () => {
    await using one = await scene();
    const pull = await one.propose("topic");
    const { data: pulls } = await one.octokit.rest.pulls.list(one.at);
    expect(pulls.map(({ number, head }) => [number, head.sha])).toEqual([[1, pull.headSha]]);
    const { data: run } = await one.octokit.rest.checks.create({
      ...one.at,
      name: "second look",
      head_sha: pull.headSha,
      status: "in_progress",
      external_id: "x:1",
      output: { title: "waits", summary: "for somebody" },
    });
    await one.octokit.rest.checks.update({ ...one.at, check_run_id: run.id, conclusion: "success" });
    const { data: runs } = await one.octokit.rest.checks.listForRef({ ...one.at, ref: pull.headSha });
    expect(runs.check_runs.map(({ id, conclusion, external_id }) => ({ id, conclusion, external_id }))).toEqual([
      { id: run.id, conclusion: "success", external_id: "x:1" },
    ]);
    await one.github.settle();
    expect(one.github.problems).toEqual([]);
    expect(one.heard.names()).toEqual([
      "ping",
      "installation created",
      "push",
      "check_suite requested",
      "pull_request opened",
      "check_run created",
      "check_run completed",
    ]);
  });

  it("tells of pushes, a new base, reviews and a merge", async () => {
    await using one = await scene();
    const { world, bob, ada, repository } = one;
    const pull = await one.propose("topic");
    await world.commit(repository.id, bob.id, { branch: "topic", files: { "b.txt": "2\n" }, message: "More" });
    await world.commit(repository.id, ada.id, { branch: "release", files: { "c.txt": "3\n" }, message: "Release" });
    await world.retarget(pull.id, bob.id, "release");
    await world.retarget(pull.id, bob.id, "main");
    world.editPull(pull.id, bob.id, { title: "Better" });
    world.setDraft(pull.id, bob.id, true);
    world.setDraft(pull.id, bob.id, false);
    const review = world.review(pull.id, ada.id, "approved");
    world.dismissReview(review.id, ada.id);
    world.close(pull.id, bob.id);
    await world.reopen(pull.id, bob.id);
    await one.octokit.rest.pulls.get({ ...one.at, pull_number: 1 });
    await one.github.settle();
    const { data: shown } = await one.octokit.rest.pulls.get({ ...one.at, pull_number: 1 });
    expect([shown.mergeable, shown.commits, shown.changed_files]).toEqual([true, 2, 2]);
    await world.merge(pull.id, ada.id);
    const { data: reviews } = await one.octokit.rest.pulls.listReviews({ ...one.at, pull_number: 1 });
    expect(reviews.map(({ state }) => state)).toEqual(["DISMISSED"]);
    const { data: landed } = await one.octokit.rest.repos.listPullRequestsAssociatedWithCommit({
      ...one.at,
      commit_sha: (await world.tip(repository.id, "main")) ?? "",
    });
    expect(landed.map(({ number, state }) => [number, state])).toEqual([[1, "closed"]]);
    await one.github.settle();
    expect(one.github.problems).toEqual([]);
    const said = one.heard.names().filter((name) => name.startsWith("pull_request"));
    expect(said).toEqual([
      "pull_request opened",
      "pull_request synchronize",
      "pull_request edited",
      "pull_request edited",
      "pull_request edited",
      "pull_request converted_to_draft",
      "pull_request ready_for_review",
      "pull_request_review submitted",
      "pull_request_review dismissed",
      "pull_request closed",
      "pull_request reopened",
      "pull_request closed",
    ]);
  });

  it("shows a fork's pull request with its head in the base repository, and names it at no check", async () => {
    await using one = await scene();
    const { world, bob, repository } = one;
    const fork = await world.fork(repository.id, bob.id);
    await world.commit(fork.id, bob.id, { branch: "topic", files: { "b.txt": "2\n" }, message: "More" });
    const pull = await world.openPull(repository.id, bob.id, { head: "topic", title: "From a fork", from: fork });
    expect(await world.tip(repository.id, "refs/pull/1/head")).toBe(pull.headSha);
    const { data: run } = await one.octokit.rest.checks.create({ ...one.at, name: "x", head_sha: pull.headSha });
    expect(run.pull_requests).toEqual([]);
    expect(one.github.problems).toEqual([]);
  });
});
