import { describe, expect, it } from "vitest";
import { DAY, standingClock } from "./clock.ts";
import { scene } from "./scene.testing.ts";
import { SWITCHES } from "./switches.ts";

type Scene = Awaited<ReturnType<typeof scene>>;

const GATE = "POST /repos/{owner}/{repo}/actions/runs/{run_id}/deployment_protection_rule";

async function waiting(one: Scene) {
  const environment = one.world.setEnvironment(one.repository.id, "production/eu", { apps: [one.app.id] });
  const run = await one.world.deploy(one.repository.id, one.bob.id, { environments: ["production/eu"] });
  return { environment, run };
}

async function status(request: Promise<{ readonly status: number }>): Promise<number> {
  return request.then(
    (answer) => answer.status,
    (error: { readonly status: number }) => error.status,
  );
}

function decision(one: Scene, run: number, members: Readonly<Record<string, string>>): Promise<number> {
  const parameters = { ...one.at, run_id: run, environment_name: "production/eu", ...members };
  return status(one.octokit.request(GATE, { ...parameters, comment: members["comment"] ?? "said" }));
}

describe("a custom protection rule", () => {
  it("asks the app, takes its reports and its approval, and lets the job go on", async () => {
    await using one = await scene();
    const { run } = await waiting(one);
    await one.github.settle();
    expect(one.heard.last("deployment_protection_rule")?.payload).toMatchObject({
      environment: "production/eu",
      deployment_callback_url: `${one.github.apiUrl}/repos/acme/feed/actions/runs/${run.id}/deployment_protection_rule`,
      deployment: { sha: one.first },
      installation: { id: one.installation.id },
    });
    const { data: runs } = await one.octokit.rest.actions.listWorkflowRunsForRepo({ ...one.at, status: "waiting" });
    expect(runs.workflow_runs.map(({ id }) => id)).toEqual([run.id]);
    const { data: pending } = await one.octokit.rest.actions.getPendingDeploymentsForRun({ ...one.at, run_id: run.id });
    expect(pending.map(({ environment }) => environment.name)).toEqual(["production/eu"]);
    expect(await decision(one, run.id, {})).toBe(204);
    expect(await decision(one, run.id, { state: "approved", comment: "seen" })).toBe(204);
    const { data: after } = await one.octokit.rest.actions.getWorkflowRun({ ...one.at, run_id: run.id });
    expect(after.status).toBe("in_progress");
    const { data: approvals } = await one.octokit.rest.actions.getReviewsForRun({ ...one.at, run_id: run.id });
    expect(approvals.map(({ state, comment, user }) => [state, comment, user.login])).toEqual([
      ["approved", "seen", "second-look[bot]"],
    ]);
    one.world.finish(run.id);
    const { data: jobs } = await one.octokit.rest.actions.listJobsForWorkflowRun({ ...one.at, run_id: run.id });
    expect(jobs.jobs.map(({ conclusion }) => conclusion)).toEqual(["success"]);
    const { data: deployments } = await one.octokit.rest.repos.listDeployments(one.at);
    const deployment_id = deployments[0]?.id ?? 0;
    const { data: statuses } = await one.octokit.rest.repos.listDeploymentStatuses({ ...one.at, deployment_id });
    expect(statuses.map(({ state }) => state)).toEqual(["success", "in_progress", "waiting"]);
    await one.github.settle();
    expect(one.github.problems).toEqual([]);
  });

  it("fails the job of a rejection, and asks anew with another deployment when the run is run again", async () => {
    await using one = await scene();
    const { run } = await waiting(one);
    expect(await decision(one, run.id, { state: "rejected", comment: "not seen" })).toBe(204);
    expect(one.github.state.runs.get(run.id)?.conclusion).toBe("failure");
    one.world.rerun(run.id, one.bob.id);
    await one.github.settle();
    const asked = one.heard.all.filter(({ event }) => event === "deployment_protection_rule");
    expect(
      asked.map(({ payload }) => payload["deployment_callback_url"]).every((url, _, [first]) => url === first),
    ).toBe(true);
    expect(new Set(one.github.state.deployments.all().map(({ id }) => id)).size).toBe(2);
    expect(await decision(one, run.id, { state: "approved" })).toBe(204);
  });

  it("fails a job after 30 days", async () => {
    const clock = standingClock(Math.floor(Date.now() / 1000));
    await using one = await scene({ clock });
    const { run } = await waiting(one);
    clock.advance(30 * DAY - 1);
    await one.github.settle();
    expect(one.github.state.runs.get(run.id)?.status).toBe("waiting");
    clock.advance(1);
    await one.github.settle();
    expect(one.github.state.runs.get(run.id)?.conclusion).toBe("failure");
  });

  it("takes ten reports of at most 1,024 characters", async () => {
    await using one = await scene();
    const { run } = await waiting(one);
    expect(await decision(one, run.id, { comment: "x".repeat(1025) })).toBe(422);
    for (let count = 0; count < 10; count += 1) expect(await decision(one, run.id, {})).toBe(204);
    expect(await decision(one, run.id, {})).toBe(422);
    expect(await decision(one, run.id, { state: "approved" })).toBe(204);
  });

  const answers = { refused: 422, ignored: 204, "not-found": 404, forbidden: 403 } as const;

  it.each(SWITCHES.secondDecision)("answers a second decision: %s", async (secondDecision) => {
    await using one = await scene({ switches: { secondDecision } });
    const { run } = await waiting(one);
    await decision(one, run.id, { state: "approved" });
    expect(await decision(one, run.id, { state: "rejected" })).toBe(answers[secondDecision]);
    expect(one.github.state.runs.get(run.id)?.status).toBe("in_progress");
  });

  it.each(SWITCHES.decisionAfterEnd)("answers a decision after cancelling: %s", async (decisionAfterEnd) => {
    await using one = await scene({ switches: { decisionAfterEnd } });
    const { run } = await waiting(one);
    one.world.cancel(run.id);
    expect(await decision(one, run.id, { state: "approved" })).toBe(answers[decisionAfterEnd]);
    expect(one.github.state.runs.get(run.id)?.conclusion).toBe("cancelled");
  });

  it.each(SWITCHES.decisionAfterRuleOff)(
    "answers a decision when the rule is off: %s",
    async (decisionAfterRuleOff) => {
      await using one = await scene({ switches: { decisionAfterRuleOff } });
      const { run, environment } = await waiting(one);
      one.world.enableRule(environment.id, one.app.id, false);
      expect(await decision(one, run.id, { state: "approved" })).toBe(answers[decisionAfterRuleOff]);
    },
  );

  it.each(SWITCHES.eleventhReport)("answers an eleventh report: %s", async (eleventhReport) => {
    await using one = await scene({ switches: { eleventhReport } });
    const { run } = await waiting(one);
    for (let count = 0; count < 10; count += 1) await decision(one, run.id, {});
    expect(await decision(one, run.id, {})).toBe(answers[eleventhReport]);
  });

  it("is passed by an administrator unless the environment forbids it, and by a deployment without a workflow", async () => {
    await using one = await scene();
    const { run } = await waiting(one);
    one.world.bypassRules(run.id, "production/eu", one.ada.id);
    expect(one.github.state.runs.get(run.id)?.status).toBe("in_progress");
    one.world.setEnvironment(one.repository.id, "production/eu", { adminsMayBypass: false });
    const next = await one.world.deploy(one.repository.id, one.bob.id, { environments: ["production/eu"] });
    expect(() => one.world.bypassRules(next.id, "production/eu", one.ada.id)).toThrow("may not bypass");
    await one.octokit.rest.repos.createDeployment({ ...one.at, ref: "main", environment: "production/eu" });
    await one.github.settle();
    const asked = one.heard.all.filter(({ event }) => event === "deployment_protection_rule");
    expect(asked.length).toBe(2);
  });

  it("lags behind its events by up to 20 seconds, where that is switched on", async () => {
    const clock = standingClock(Math.floor(Date.now() / 1000));
    await using one = await scene({ clock, switches: { runStateLag: "20-seconds" } });
    const { run } = await waiting(one);
    const read = async () => (await one.octokit.rest.actions.getWorkflowRun({ ...one.at, run_id: run.id })).data.status;
    expect(await read()).toBe("queued");
    clock.advance(20);
    expect(await read()).toBe("waiting");
  });

  it("waits as long as is switched", async () => {
    const clock = standingClock(Math.floor(Date.now() / 1000));
    await using one = await scene({ clock, switches: { jobWaits: "1-day" } });
    const { run } = await waiting(one);
    clock.advance(DAY);
    await one.github.settle();
    expect(one.github.state.runs.get(run.id)?.conclusion).toBe("failure");
  });

  it("shows environments with the apps that decide before them", async () => {
    await using one = await scene();
    const { environment } = await waiting(one);
    const { data: all } = await one.octokit.rest.repos.getAllEnvironments(one.at);
    expect(all.environments?.map(({ name }) => name)).toEqual(["production/eu"]);
    const path = "GET /repos/{owner}/{repo}/environments/{environment_name}";
    const { data } = await one.octokit.request(path, { ...one.at, environment_name: "production/eu" });
    expect(data).toMatchObject({ id: environment.id, can_admins_bypass: true });
    const rules = { ...one.at, environment_name: "production/eu" };
    const { data: listed } = await one.octokit.request(`${path}/deployment_protection_rules`, rules);
    expect(listed).toMatchObject({ custom_deployment_protection_rules: [{ enabled: true, app: { id: one.app.id } }] });
    expect(one.github.problems).toEqual([]);
  });

  it("waits for people too, and shows who may approve", async () => {
    await using one = await scene();
    one.world.setEnvironment(one.repository.id, "staging", { reviewers: [one.ada.id] });
    const run = await one.world.deploy(one.repository.id, one.bob.id, { environments: ["staging"] });
    const person = new one.Client({ auth: one.world.userToken(one.ada.id) });
    const { data } = await person.rest.actions.getPendingDeploymentsForRun({ ...one.at, run_id: run.id });
    expect(data.map(({ current_user_can_approve }) => current_user_can_approve)).toEqual([true]);
    const environment_ids = [data[0]?.environment.id ?? 0];
    const review = { ...one.at, run_id: run.id, environment_ids, state: "approved", comment: "go" } as const;
    await person.rest.actions.reviewPendingDeploymentsForRun(review);
    expect(one.github.state.runs.get(run.id)?.status).toBe("in_progress");
    await one.github.settle();
    expect(one.github.problems).toEqual([]);
  });
});
