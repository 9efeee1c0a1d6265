import { iso, isoOrNull } from "../clock.ts";
import type { Hub } from "../hub.ts";
import type { Approval, Deployment, DeploymentStatus, Environment, Job, Run } from "../state/actions.ts";
import { known } from "../state/table.ts";
import { accountOf } from "./account.ts";
import { appOrNull, renderApp } from "./app.ts";
import { renderSimpleCommit } from "./commit.ts";
import { nodeId } from "./node-id.ts";
import { pullsOfHead } from "./pull.ts";
import { fullName, renderRepository, repositoryUrl } from "./repository.ts";

/** A run of a workflow. */
export function renderRun(hub: Hub, run: Run) {
  const repository = known(hub.state.repositories, run.repository);
  const api = repositoryUrl(hub, repository);
  const url = `${api}/actions/runs/${run.id}`;
  const actor = accountOf(hub, run.actor);
  const shown = renderRepository(hub, repository);
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId("WFR", run.id),
    head_branch: run.headBranch,
    head_sha: run.headSha,
    path: `.github/workflows/${run.name}.yml`,
    display_title: run.commit.message.split("\n")[0] ?? "",
    run_number: run.number,
    run_attempt: run.attempt,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: run.workflow,
    check_suite_id: run.suite,
    check_suite_node_id: nodeId("CS", run.suite),
    url,
    html_url: `${hub.urls.site}/${fullName(hub, repository)}/actions/runs/${run.id}`,
    pull_requests: pullsOfHead(hub, run.repository, run.headSha),
    created_at: iso(run.createdAt),
    updated_at: iso(run.updatedAt),
    actor,
    triggering_actor: actor,
    run_started_at: iso(run.createdAt),
    previous_attempt_url: run.attempt > 1 ? `${url}/attempts/${run.attempt - 1}` : null,
    referenced_workflows: [],
    ...runLinks(url, api, run),
    head_commit: renderSimpleCommit(run.commit),
    repository: shown,
    head_repository: shown,
  };
}

function runLinks(url: string, api: string, run: Run) {
  return {
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    check_suite_url: `${api}/check-suites/${run.suite}`,
    workflow_url: `${api}/actions/workflows/${run.workflow}`,
  };
}

/** A job of a run. */
export function renderJob(hub: Hub, job: Job) {
  const run = known(hub.state.runs, job.run);
  const repository = known(hub.state.repositories, run.repository);
  const api = repositoryUrl(hub, repository);
  return {
    id: job.id,
    run_id: run.id,
    workflow_name: run.name,
    head_branch: run.headBranch,
    run_url: `${api}/actions/runs/${run.id}`,
    run_attempt: job.attempt,
    node_id: nodeId("J", job.id),
    head_sha: run.headSha,
    url: `${api}/actions/jobs/${job.id}`,
    html_url: `${hub.urls.site}/${fullName(hub, repository)}/actions/runs/${run.id}/job/${job.id}`,
    status: job.status,
    conclusion: job.conclusion,
    created_at: iso(job.createdAt),
    started_at: iso(job.createdAt),
    completed_at: isoOrNull(job.completedAt),
    name: job.name,
    steps: [],
    check_run_url: `${api}/check-runs/${job.id}`,
    labels: ["ubuntu-latest"],
    runner_id: null,
    runner_name: null,
    runner_group_id: null,
    runner_group_name: null,
  };
}

/** A deployment. */
export function renderDeployment(hub: Hub, deployment: Deployment) {
  const api = repositoryUrl(hub, known(hub.state.repositories, deployment.repository));
  const url = `${api}/deployments/${deployment.id}`;
  return {
    url,
    id: deployment.id,
    node_id: nodeId("DE", deployment.id),
    task: deployment.task,
    original_environment: deployment.environment,
    environment: deployment.environment,
    description: deployment.description,
    created_at: iso(deployment.createdAt),
    updated_at: iso(deployment.updatedAt),
    statuses_url: `${url}/statuses`,
    repository_url: api,
    creator: accountOf(hub, deployment.creator),
    sha: deployment.sha,
    ref: deployment.ref,
    payload: {},
    transient_environment: false,
    production_environment: false,
    performed_via_github_app: appOrNull(hub, deployment.app),
  };
}

/** A status of a deployment. */
export function renderDeploymentStatus(hub: Hub, status: DeploymentStatus) {
  const deployment = known(hub.state.deployments, status.deployment);
  const api = repositoryUrl(hub, known(hub.state.repositories, deployment.repository));
  const url = `${api}/deployments/${deployment.id}`;
  return {
    url: `${url}/statuses/${status.id}`,
    id: status.id,
    node_id: nodeId("DES", status.id),
    state: status.state,
    creator: accountOf(hub, status.creator),
    description: status.description,
    environment: deployment.environment,
    target_url: status.logUrl,
    created_at: iso(status.createdAt),
    updated_at: iso(status.createdAt),
    deployment_url: url,
    repository_url: api,
    environment_url: "",
    log_url: status.logUrl,
    performed_via_github_app: appOrNull(hub, status.app),
  };
}

/** An environment with what stands before it. */
export function renderEnvironment(hub: Hub, environment: Environment) {
  const gates = environment.rules.filter(({ enabled }) => enabled);
  return {
    ...environmentLinks(hub, environment),
    can_admins_bypass: environment.adminsMayBypass,
    protection_rules: [
      ...gates.map(({ id, app }) => ({ id, node_id: nodeId("GA", id), type: slugOf(hub, app) })),
      ...(environment.reviewers.length === 0 ? [] : [reviewersRule(hub, environment)]),
    ],
    deployment_branch_policy: null,
  };
}

/** An environment as a run's page names it. */
function environmentLinks(hub: Hub, environment: Environment) {
  const repository = known(hub.state.repositories, environment.repository);
  const name = encodeURIComponent(environment.name);
  return {
    id: environment.id,
    node_id: nodeId("EN", environment.id),
    name: environment.name,
    url: `${repositoryUrl(hub, repository)}/environments/${name}`,
    html_url: `${hub.urls.site}/${fullName(hub, repository)}/deployments/activity_log?environments_filter=${name}`,
    created_at: iso(environment.createdAt),
    updated_at: iso(environment.updatedAt),
  };
}

/** One app that decides, as the list of an environment shows it. */
export function renderProtectionRule(hub: Hub, { id, app, enabled }: Environment["rules"][number]) {
  const shown = renderApp(hub, known(hub.state.apps, app));
  return {
    id,
    node_id: nodeId("GA", id),
    enabled,
    app: {
      id: app,
      slug: shown.slug,
      integration_url: `${hub.urls.api}/apps/${shown.slug}`,
      node_id: shown.node_id,
    },
  };
}

/** What waits in a run, for a caller who may approve it or not. */
export function renderPendingDeployment(hub: Hub, environment: Environment, mayApprove: boolean) {
  return {
    environment: environmentLinks(hub, environment),
    wait_timer: 0,
    wait_timer_started_at: null,
    current_user_can_approve: mayApprove,
    reviewers: environment.reviewers.map((id) => ({ type: "User", reviewer: accountOf(hub, id) })),
  };
}

/** A decision about what waited. */
export function renderApproval(hub: Hub, approval: Approval) {
  return {
    environments: [environmentLinks(hub, known(hub.state.environments, approval.environment))],
    state: approval.state,
    user: accountOf(hub, approval.user),
    comment: approval.comment,
  };
}

function slugOf(hub: Hub, app: number): string {
  return known(hub.state.apps, app).slug;
}

function reviewersRule(hub: Hub, environment: Environment) {
  const reviewers = environment.reviewers.map((id) => ({ type: "User", reviewer: accountOf(hub, id) }));
  return { id: environment.id + 1, node_id: nodeId("GA", environment.id + 1), type: "required_reviewers", reviewers };
}
