import { commitFacts } from "../git/facts.ts";
import { tip } from "../git/commits.ts";
import type { Hub } from "../hub.ts";
import type { Job, Run } from "../state/actions.ts";
import type { Repository } from "../state/repositories.ts";
import { known } from "../state/table.ts";
import { actionsAccount } from "./accounts.ts";
import { addDeployment, addDeploymentStatus } from "./deployments.ts";
import { environmentNamed, setEnvironment } from "./environments.ts";
import { endJob, jobsOf, proceedIfFree, waitsFor } from "./jobs.ts";
import { emitAsk, emitJob, emitReview, emitRun } from "./run-events.ts";

/** A run of a workflow with one job for each environment. */
export type RunPlan = {
  readonly workflow?: string;
  readonly environments: readonly string[];
  /** A branch, by default the default one. */
  readonly branch?: string;
  readonly event?: string;
  /** The commit, by default the branch's. */
  readonly sha?: string;
};

/** Starts a run; its jobs wait where something stands before their environment. */
export async function startRun(hub: Hub, repository: Repository, by: number, plan: RunPlan): Promise<Run> {
  const branch = plan.branch ?? repository.defaultBranch;
  const headSha = plan.sha ?? (await tip(hub.git, repository.id, branch));
  if (headSha === undefined) throw new Error(`there is no branch ${branch}`);
  const name = plan.workflow ?? "deploy";
  const earlier = hub.state.runs.where((run) => run.repository === repository.id && run.name === name);
  const now = hub.clock.now();
  const run = hub.state.runs.put({
    id: hub.state.nextId(),
    repository: repository.id,
    name,
    workflow: earlier[0]?.workflow ?? hub.state.nextId(),
    number: earlier.length + 1,
    attempt: 1,
    event: plan.event ?? "push",
    status: "queued",
    conclusion: null,
    headSha,
    headBranch: branch,
    actor: by,
    suite: hub.state.nextId(),
    commit: await commitFacts(hub.git, repository.id, headSha),
    createdAt: now,
    updatedAt: now,
  });
  emitRun(hub, run, "requested");
  startJobs(hub, repository, run, plan.environments);
  return known(hub.state.runs, run.id);
}

/** Runs all jobs of a run again: the same run, new deployments. */
export function rerun(hub: Hub, id: number, by: number): Run {
  const before = known(hub.state.runs, id);
  if (before.status !== "completed") throw new Error("the run has not ended");
  const environments = jobsOf(hub, before).map(({ environment, name }) => environment ?? name);
  const members = { attempt: before.attempt + 1, status: "queued", conclusion: null, actor: by } as const;
  const run = hub.state.runs.change(id, { ...members, updatedAt: hub.clock.now() });
  emitRun(hub, run, "requested");
  startJobs(hub, known(hub.state.repositories, run.repository), run, environments);
  return known(hub.state.runs, id);
}

/** Ends every job of a run that has not ended. */
export function cancelRun(hub: Hub, id: number): Run {
  for (const job of jobsOf(hub, known(hub.state.runs, id))) endJob(hub, job, "cancelled");
  return known(hub.state.runs, id);
}

/** Ends the jobs of a run that are under way. */
export function finishRun(hub: Hub, id: number, conclusion: "success" | "failure" = "success"): Run {
  const going = jobsOf(hub, known(hub.state.runs, id)).filter(({ status }) => status === "in_progress");
  for (const job of going) endJob(hub, job, conclusion);
  return known(hub.state.runs, id);
}

/** An administrator lets a job go on without those it waits for. */
export function bypassRules(hub: Hub, id: number, environment: string, by: number): void {
  const run = known(hub.state.runs, id);
  const found = environmentNamed(hub, known(hub.state.repositories, run.repository), environment);
  if (found?.adminsMayBypass !== true) throw new Error("administrators may not bypass this environment");
  for (const job of jobsOf(hub, run).filter((job) => job.environment === environment)) {
    for (const ask of hub.state.asks.where((ask) => ask.job === job.id))
      hub.state.asks.change(ask.id, { state: "approved" });
    const comment = "Bypassed by an administrator";
    hub.state.approvals.put({
      id: hub.state.nextId(),
      run: id,
      environment: found.id,
      state: "approved",
      user: by,
      comment,
    });
    proceedIfFree(hub, job);
  }
}

function startJobs(hub: Hub, repository: Repository, run: Run, environments: readonly string[]): void {
  const jobs = environments.map((name) => startJob(hub, repository, run, name));
  const waiting = jobs.some((job) => waitsFor(hub, job));
  hub.state.runs.change(run.id, { status: waiting ? "waiting" : "queued", updatedAt: hub.clock.now() });
  for (const job of jobs) {
    if (waitsFor(hub, job)) tellWaiting(hub, job);
    else proceedIfFree(hub, job);
  }
}

function startJob(hub: Hub, repository: Repository, run: Run, name: string): Job {
  const environment = environmentNamed(hub, repository, name) ?? setEnvironment(hub, repository, name);
  const deployment = addDeployment(hub, {
    repository: repository.id,
    ref: run.headBranch,
    sha: run.headSha,
    environment: environment.name,
    creator: actionsAccount(hub),
    run: run.id,
  });
  const job = hub.state.jobs.put({
    id: hub.state.nextId(),
    run: run.id,
    attempt: run.attempt,
    name: `to ${name}`,
    environment: environment.name,
    deployment: deployment.id,
    status: "waiting",
    conclusion: null,
    createdAt: hub.clock.now(),
    completedAt: null,
  });
  for (const { app } of environment.rules.filter(({ enabled }) => enabled)) {
    const ask = { job: job.id, run: run.id, environment: environment.id, app, state: "waiting", reports: [] } as const;
    hub.state.asks.put({ id: hub.state.nextId(), ...ask });
  }
  return job;
}

function tellWaiting(hub: Hub, job: Job): void {
  const deployment = known(hub.state.deployments, job.deployment ?? 0);
  addDeploymentStatus(hub, deployment, { state: "waiting", creator: deployment.creator });
  emitJob(hub, job, "waiting");
  for (const ask of hub.state.asks.where((ask) => ask.job === job.id)) emitAsk(hub, ask);
  const people = hub.state.environments.get(hub.state.asks.find((ask) => ask.job === job.id)?.environment ?? 0);
  if ((people?.reviewers.length ?? 0) > 0) emitReview(hub, job, undefined);
}
