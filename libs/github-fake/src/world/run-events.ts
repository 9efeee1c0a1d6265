import { emit } from "../deliveries/emit.ts";
import type { Hub } from "../hub.ts";
import { renderDeployment, renderDeploymentStatus, renderJob, renderRun } from "../render/actions.ts";
import { accountOf } from "../render/account.ts";
import { pullsOfHead, renderPull } from "../render/pull.ts";
import { repositoryUrl } from "../render/repository.ts";
import type { Approval, Ask, DeploymentStatus, Job, Run } from "../state/actions.ts";
import { known } from "../state/table.ts";

/** Says what happened to a run. */
export function emitRun(hub: Hub, run: Run, action: "requested" | "in_progress" | "completed"): void {
  const repository = known(hub.state.repositories, run.repository);
  const payload = { workflow_run: renderRun(hub, run), workflow: workflowOf(hub, run) };
  emit(hub, { name: "workflow_run", action, repository, sender: run.actor, payload });
}

/** Says what happened to a job. */
export function emitJob(hub: Hub, job: Job, action: "queued" | "waiting" | "in_progress" | "completed"): void {
  const run = known(hub.state.runs, job.run);
  const repository = known(hub.state.repositories, run.repository);
  const deployment = job.deployment === null ? undefined : known(hub.state.deployments, job.deployment);
  const payload = {
    workflow_job: renderJob(hub, job),
    ...(deployment === undefined ? {} : { deployment: renderDeployment(hub, deployment) }),
  };
  emit(hub, { name: "workflow_job", action, repository, sender: run.actor, payload });
}

/** Asks the app of a protection rule. */
export function emitAsk(hub: Hub, ask: Ask): void {
  const job = known(hub.state.jobs, ask.job);
  const run = known(hub.state.runs, ask.run);
  const repository = known(hub.state.repositories, run.repository);
  const deployment = known(hub.state.deployments, job.deployment ?? 0);
  const payload = {
    environment: deployment.environment,
    event: run.event,
    sha: deployment.sha,
    ref: deployment.ref,
    deployment_callback_url: `${repositoryUrl(hub, repository)}/actions/runs/${run.id}/deployment_protection_rule`,
    deployment: renderDeployment(hub, deployment),
    pull_requests: hub.state.pulls
      .where((pull) => pullsOfHead(hub, run.repository, deployment.sha).some(({ id }) => id === pull.id))
      .map((pull) => renderPull(hub, pull)),
  };
  emit(hub, {
    name: "deployment_protection_rule",
    action: "requested",
    repository,
    app: ask.app,
    sender: run.actor,
    payload,
  });
}

/** Says that a run waits for a review, or what became of it. */
export function emitReview(hub: Hub, job: Job, approval: Approval | undefined): void {
  const run = known(hub.state.runs, job.run);
  const repository = known(hub.state.repositories, run.repository);
  const environment = hub.state.environments.find(
    ({ name, repository }) => name === job.environment && repository === run.repository,
  );
  const shown = renderRun(hub, run);
  const common = { workflow_run: shown, since: shown.created_at, workflow_job_run: jobRun(hub, job) };
  const payload =
    approval === undefined
      ? {
          ...common,
          environment: job.environment,
          reviewers: (environment?.reviewers ?? []).map((id) => ({ type: "User", reviewer: accountOf(hub, id) })),
          requestor: shown.actor,
        }
      : {
          ...common,
          approver: accountOf(hub, approval.user),
          comment: approval.comment,
          reviewers: [],
          workflow_job_runs: [jobRun(hub, job)],
        };
  const action = approval?.state ?? "requested";
  emit(hub, { name: "deployment_review", action, repository, sender: approval?.user ?? run.actor, payload });
}

/** Says that a deployment was made. */
export function emitDeployment(hub: Hub, id: number, run: Run | undefined): void {
  const deployment = known(hub.state.deployments, id);
  const repository = known(hub.state.repositories, deployment.repository);
  const payload = { deployment: renderDeployment(hub, deployment), ...runOf(hub, run) };
  emit(hub, { name: "deployment", action: "created", repository, sender: deployment.creator, payload });
}

/** Says how a deployment goes; nobody hears of `inactive`. */
export function emitDeploymentStatus(hub: Hub, status: DeploymentStatus, run: Run | undefined): void {
  if (status.state === "inactive") return;
  const deployment = known(hub.state.deployments, status.deployment);
  const repository = known(hub.state.repositories, deployment.repository);
  const payload = {
    deployment_status: renderDeploymentStatus(hub, status),
    deployment: renderDeployment(hub, deployment),
    check_run: null,
    ...runOf(hub, run),
  };
  emit(hub, { name: "deployment_status", action: "created", repository, sender: status.creator, payload });
}

function runOf(hub: Hub, run: Run | undefined) {
  return run === undefined
    ? { workflow: null, workflow_run: null }
    : { workflow: workflowOf(hub, run), workflow_run: renderRun(hub, run) };
}

function workflowOf(hub: Hub, run: Run) {
  const repository = known(hub.state.repositories, run.repository);
  const { created_at, updated_at, node_id, name, path, workflow_url: url, html_url } = renderRun(hub, run);
  return {
    id: run.workflow,
    node_id,
    name,
    path,
    state: "active",
    created_at,
    updated_at,
    url,
    html_url,
    badge_url: `${repositoryUrl(hub, repository)}/badge.svg`,
  };
}

function jobRun(hub: Hub, job: Job) {
  const { id, name, status, conclusion, html_url, created_at } = renderJob(hub, job);
  return { id, name, status, conclusion, html_url, created_at, updated_at: created_at, environment: job.environment };
}
