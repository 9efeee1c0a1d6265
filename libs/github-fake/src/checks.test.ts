import { App } from "octokit";
import { describe, expect, it } from "vitest";
import { DAY, standingClock } from "./clock.ts";
import { scene } from "./scene.testing.ts";

type Scene = Awaited<ReturnType<typeof scene>>;

const NOW = Math.floor(Date.now() / 1000);
const OUTPUT = { title: "t", summary: "s" };

function create(one: Scene, members: Readonly<Record<string, unknown>> = {}) {
  return one.octokit.rest.checks.create({ ...one.at, name: "look", head_sha: one.first, ...members });
}

function annotations(count: number, members: Readonly<Record<string, unknown>> = {}) {
  const one = { path: "a.txt", start_line: 1, end_line: 1, annotation_level: "warning", message: "m", ...members };
  return { output: { ...OUTPUT, annotations: Array.from({ length: count }, () => one) } };
}

describe("check runs", () => {
  it.each([
    ["a summary of 65,536 characters", { output: { title: "t", summary: "s".repeat(65_536) } }],
    ["a text of 65,536 characters", { output: { ...OUTPUT, text: "s".repeat(65_536) } }],
    ["an output without a title", { output: { summary: "s" } }],
    ["51 annotations", annotations(51)],
    ["an annotation of more than 64 KB", annotations(1, { message: "m".repeat(65_537) })],
    ["an annotation's title of 256 characters", annotations(1, { title: "t".repeat(256) })],
    ["4 actions", { actions: Array.from({ length: 4 }, () => ({ label: "a", description: "b", identifier: "c" })) }],
    ["a label of 21 characters", { actions: [{ label: "a".repeat(21), description: "b", identifier: "c" }] }],
    ["a description of 41 characters", { actions: [{ label: "a", description: "b".repeat(41), identifier: "c" }] }],
    ["an identifier of 21 characters", { actions: [{ label: "a", description: "b", identifier: "c".repeat(21) }] }],
    ["an unknown conclusion", { conclusion: "fine" }],
    ["a conclusion that only GitHub sets", { conclusion: "stale" }],
    ["an end without a conclusion", { status: "completed" }],
    ["a commit that is not there", { head_sha: "0".repeat(39) + "1" }],
  ])("refuses %s", async (_, members) => {
    await using one = await scene({ validator: SILENT });
    await expect(create(one, members)).rejects.toMatchObject({ status: 422 });
    expect(one.github.state.checkRuns.all()).toEqual([]);
  });

  it("takes 50 annotations a request, and more by later ones", async () => {
    await using one = await scene();
    const { data } = await create(one, { ...annotations(50), status: "in_progress" });
    const { data: more } = await one.octokit.rest.checks.update({
      ...one.at,
      check_run_id: data.id,
      ...typed(annotations(3)),
    });
    expect(more.output.annotations_count).toBe(53);
    const pages = await one.octokit.paginate(one.octokit.rest.checks.listAnnotations, {
      ...one.at,
      check_run_id: data.id,
    });
    expect(pages.length).toBe(53);
    expect(one.github.problems).toEqual([]);
  });

  it("belong to the app that made them, and no person writes one", async () => {
    await using one = await scene();
    const { data } = await create(one);
    const made = one.world.createApp({
      name: "Other",
      owner: one.acme.id,
      permissions: { checks: "write" },
      events: [],
    });
    const installation = one.world.install(made.app.id, one.acme.id, one.ada.id);
    const octoapp = new App({ appId: made.app.id, privateKey: made.privateKey, Octokit: one.Client });
    const other = await octoapp.getInstallationOctokit(installation.id);
    const update = { ...one.at, check_run_id: data.id, conclusion: "success" } as const;
    await expect(other.rest.checks.update(update)).rejects.toMatchObject({ status: 403 });
    await other.rest.checks.create({ ...one.at, name: "look", head_sha: one.first, conclusion: "success" });
    const named = await one.octokit.rest.checks.listForRef({ ...one.at, ref: one.first, check_name: "look" });
    expect(named.data.total_count).toBe(2);
    const mine = await one.octokit.rest.checks.listForRef({ ...one.at, ref: one.first, app_id: one.app.id });
    expect(mine.data.check_runs.map(({ id }) => id)).toEqual([data.id]);
    const person = new one.Client({ auth: one.world.userToken(one.ada.id) });
    await expect(person.rest.checks.create({ ...one.at, name: "x", head_sha: one.first })).rejects.toMatchObject({
      status: 403,
    });
  });

  it("are stale after 14 days unless they have ended", async () => {
    const clock = standingClock(NOW);
    await using one = await scene({ clock });
    const { data } = await create(one, { status: "in_progress" });
    const { data: done } = await create(one, { name: "done", conclusion: "success" });
    clock.advance(14 * DAY - 1);
    await one.github.settle();
    expect(one.github.state.checkRuns.get(data.id)?.status).toBe("in_progress");
    clock.advance(1);
    await one.github.settle();
    expect(one.github.state.checkRuns.get(data.id)?.conclusion).toBe("stale");
    expect(one.github.state.checkRuns.get(done.id)?.conclusion).toBe("success");
  });

  it("are archived after 400 days, and then what is required has not passed", async () => {
    const clock = standingClock(NOW);
    await using one = await scene({ clock });
    const required_status_checks = [{ context: "look", integration_id: one.app.id }];
    const parameters = { strict_required_status_checks_policy: false, required_status_checks };
    const rules = [{ type: "required_status_checks", parameters }];
    one.world.createRuleset(one.repository.id, one.ada.id, { name: "main", rules });
    const pull = await one.propose("topic");
    const { data } = await create(one, { head_sha: pull.headSha, conclusion: "success" });
    const shown = async () => {
      const person = new one.Client({ auth: one.world.userToken(one.ada.id) });
      return (await person.rest.checks.listForRef({ ...one.at, ref: pull.headSha })).data.check_runs;
    };
    clock.advance(400 * DAY - 1);
    expect((await shown()).map(({ id }) => id)).toEqual([data.id]);
    clock.advance(1);
    expect(await shown()).toEqual([]);
    await expect(one.world.merge(pull.id, one.ada.id)).rejects.toThrow("have not passed");
  });

  it("of one name vanish beyond 1,000 in a suite, the oldest first, and none of another name", async () => {
    const rates = { pointsPerMinute: 1e9, contentPerMinute: 1e9, contentPerHour: 1e9 };
    await using one = await scene({ rates, validator: SILENT });
    const { data: other } = await create(one, { name: "other" });
    const { data: first } = await create(one);
    const { data: second } = await create(one);
    for (let count = 2; count < 1_000; count += 1) await create(one);
    const read = (check_run_id: number) => one.octokit.rest.checks.get({ ...one.at, check_run_id });
    expect((await read(first.id)).data.id).toBe(first.id);
    await create(one);
    await expect(read(first.id)).rejects.toMatchObject({ status: 404 });
    expect([(await read(second.id)).data.name, (await read(other.id)).data.name]).toEqual(["look", "other"]);
    const all = { ...one.at, ref: one.first, check_name: "look", filter: "all" } as const;
    expect((await one.octokit.rest.checks.listForRef(all)).data.total_count).toBe(1_000);
  });

  it("tell their app alone when somebody presses a button", async () => {
    await using one = await scene();
    const actions = [{ label: "Again", description: "Look again", identifier: "again" }];
    const { data } = await create(one, { conclusion: "action_required", actions, output: OUTPUT });
    one.world.rerequestRun(data.id, one.bob.id);
    one.world.requestAction(data.id, "again", one.bob.id);
    one.world.rerequestSuite(data.check_suite?.id ?? 0, one.bob.id);
    const person = new one.Client({ auth: one.world.userToken(one.bob.id) });
    await person.rest.checks.rerequestRun({ ...one.at, check_run_id: data.id });
    await one.github.settle();
    expect(one.heard.names().slice(-5)).toEqual([
      "check_run completed",
      "check_run rerequested",
      "check_run requested_action",
      "check_suite rerequested",
      "check_run rerequested",
    ]);
    expect(one.heard.last("check_run")?.payload).toMatchObject({ sender: { id: one.bob.id } });
    expect(one.github.problems).toEqual([]);
  });

  it("have a suite of their app for each commit", async () => {
    await using one = await scene();
    const { data } = await create(one, { conclusion: "failure" });
    const { data: suites } = await one.octokit.rest.checks.listSuitesForRef({ ...one.at, ref: one.first });
    expect(suites.check_suites.map(({ id, conclusion }) => [id, conclusion])).toEqual([
      [data.check_suite?.id, "failure"],
    ]);
    const check_suite_id = data.check_suite?.id ?? 0;
    await one.octokit.rest.checks.getSuite({ ...one.at, check_suite_id });
    const { data: runs } = await one.octokit.rest.checks.listForSuite({ ...one.at, check_suite_id });
    expect(runs.total_count).toBe(1);
    await one.octokit.rest.checks.createSuite({ ...one.at, head_sha: one.first });
    await one.octokit.rest.checks.get({ ...one.at, check_run_id: data.id });
    expect(one.github.problems).toEqual([]);
  });

  it.each([
    ["new-head", 1],
    ["old-head", 0],
  ] as const)("have a suite that names, after a forced push, the %s", async (suiteAfterForce, which) => {
    await using one = await scene({ switches: { suiteAfterForce } });
    const { world, bob, repository } = one;
    const pull = await one.propose("topic");
    const other = await world.commit(repository.id, bob.id, {
      branch: "x",
      on: one.first,
      files: { "y.txt": "" },
      message: "Y",
    });
    await world.push(repository.id, bob.id, "refs/heads/topic", other);
    await one.github.settle();
    const said = one.heard.last("check_suite")?.payload["check_suite"];
    expect(said).toMatchObject({ head_sha: [pull.headSha, other][which] });
  });
});

describe("the sender of synchronize", () => {
  it.each(["pusher", "author"] as const)("is, for a push that no person made, the %s", async (synchronizeSender) => {
    await using one = await scene({ switches: { synchronizeSender } });
    await one.propose("topic");
    const plan = { branch: "topic", files: { "z.txt": "" }, message: "By an app" };
    await one.world.commit(one.repository.id, one.app.bot, plan);
    await one.github.settle();
    const id = synchronizeSender === "pusher" ? one.app.bot : one.bob.id;
    expect(one.heard.last("pull_request")?.payload).toMatchObject({ action: "synchronize", sender: { id } });
  });
});

/** Finds nothing wrong: for requests that are wrong on purpose. */
const SILENT = { request: () => [], response: () => [], event: () => [] };

function typed(value: { readonly output: { readonly title: string; readonly summary: string } }) {
  return value;
}
