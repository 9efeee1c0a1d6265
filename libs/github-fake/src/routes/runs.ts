import { invalid, notFound } from "../http/api-error.ts";
import { integers, optionalText, text, word } from "../http/fields.ts";
import { page } from "../http/page.ts";
import { ok } from "../http/route.ts";
import type { Answer, Call, Route } from "../http/route.ts";
import { renderApproval, renderDeployment, renderJob, renderPendingDeployment, renderRun } from "../render/actions.ts";
import type { Run } from "../state/actions.ts";
import { known } from "../state/table.ts";
import { actorOf } from "../world/actor.ts";
import { environmentNamed } from "../world/environments.ts";
import { decide, report, reviewRun } from "../world/gates.ts";
import { jobsOf } from "../world/jobs.ts";
import { cancelRun } from "../world/runs.ts";
import { appOf } from "./apps.ts";
import { ANYBODY, INSTALLATIONS, MEMBERS } from "./callers.ts";

const READ = { callers: ANYBODY, permission: { actions: "read" } } as const;
const BELOW = "/repos/{owner}/{repo}/actions/runs/{run_id}";

/** Runs of workflows, and what they wait for. */
export const RUN_ROUTES: readonly Route[] = [
  {
    method: "get",
    path: "/repos/{owner}/{repo}/actions/runs",
    operation: "actions/list-workflow-runs-for-repo",
    ...READ,
    run: (call) => {
      const { hub, query } = call;
      const status = query.get("status");
      const sha = query.get("head_sha");
      const rows = hub.state.runs
        .where(({ repository }) => repository === call.repository().id)
        .map((run) => lagging(call, run))
        .filter((run) => status === null || run.status === status || run.conclusion === status)
        .filter((run) => sha === null || run.headSha === sha)
        .toReversed();
      const { shown, total, headers } = page(call, rows, (row) => renderRun(hub, row));
      return ok({ total_count: total, workflow_runs: shown }, headers);
    },
  },
  {
    method: "get",
    path: BELOW,
    operation: "actions/get-workflow-run",
    ...READ,
    run: (call) => ok(renderRun(call.hub, lagging(call, runOf(call)))),
  },
  {
    method: "get",
    path: `${BELOW}/jobs`,
    operation: "actions/list-jobs-for-workflow-run",
    ...READ,
    run: (call) => {
      const run = runOf(call);
      const all = call.hub.state.jobs.where((job) => job.run === run.id);
      const rows = call.query.get("filter") === "all" ? all : jobsOf(call.hub, run);
      const { shown, total, headers } = page(call, rows, (row) => renderJob(call.hub, row));
      return ok({ total_count: total, jobs: shown }, headers);
    },
  },
  {
    method: "post",
    path: `${BELOW}/cancel`,
    operation: "actions/cancel-workflow-run",
    callers: MEMBERS,
    permission: { actions: "write" },
    role: "write",
    run: (call) => {
      cancelRun(call.hub, runOf(call).id);
      return { status: 202, body: {} };
    },
  },
  {
    method: "get",
    path: `${BELOW}/pending_deployments`,
    operation: "actions/get-pending-deployments-for-run",
    ...READ,
    run: pending,
  },
  {
    method: "post",
    path: `${BELOW}/pending_deployments`,
    operation: "actions/review-pending-deployments-for-run",
    callers: ["user"],
    run: reviewPending,
  },
  {
    method: "get",
    path: `${BELOW}/approvals`,
    operation: "actions/get-reviews-for-run",
    ...READ,
    run: (call) => {
      const { id } = runOf(call);
      return ok(call.hub.state.approvals.where(({ run }) => run === id).map((one) => renderApproval(call.hub, one)));
    },
  },
  {
    method: "post",
    path: `${BELOW}/deployment_protection_rule`,
    operation: "actions/review-custom-gates-for-run",
    callers: INSTALLATIONS,
    permission: { deployments: "write" },
    run: reviewGate,
  },
];

function pending(call: Call): Answer {
  const { hub } = call;
  const run = runOf(call);
  const { caller } = call;
  const environments = jobsOf(hub, run)
    .filter(({ status }) => status === "waiting")
    .map(({ environment }) => environmentNamed(hub, call.repository(), environment ?? ""))
    .filter((one) => one !== undefined);
  const mine = (reviewers: readonly number[]) => caller.kind === "user" && reviewers.includes(caller.user);
  return ok(environments.map((one) => renderPendingDeployment(hub, one, mine(one.reviewers))));
}

function reviewPending(call: Call): Answer {
  const { hub, body } = call;
  const run = runOf(call);
  const ids = integers(body, "environment_ids") ?? [];
  const state = word(body, "state", ["approved", "rejected"]);
  if (state === undefined) throw invalid("state is required");
  const names = ids.map((id) => hub.state.environments.get(id)?.name ?? "");
  reviewRun(hub, run, actorOf(hub, call.caller), names, state, optionalText(body, "comment") ?? "");
  const deployments = jobsOf(hub, run)
    .filter(({ environment }) => names.includes(environment ?? ""))
    .map(({ deployment }) => renderDeployment(hub, known(hub.state.deployments, deployment ?? 0)));
  return ok(deployments);
}

function reviewGate(call: Call): Answer {
  const { hub, body } = call;
  const run = runOf(call);
  const environment = text(body, "environment_name");
  const state = word(body, "state", ["approved", "rejected"]);
  const comment = optionalText(body, "comment");
  if (state !== undefined) decide(hub, run, appOf(call), environment, state, comment ?? "");
  else report(hub, run, appOf(call), environment, comment ?? text(body, "comment"));
  return { status: 204 };
}

function runOf(call: Call): Run {
  const found = call.hub.state.runs.get(Number(call.params["run_id"]));
  if (found === undefined || found.repository !== call.repository().id) throw notFound();
  return found;
}

/** A run's state may lag behind its events. */
function lagging({ hub, stale }: Call, run: Run): Run {
  const young = hub.clock.now() < run.updatedAt + 20;
  const lags = stale || (hub.switches.runStateLag === "20-seconds" && young);
  return lags && run.status !== "completed" ? { ...run, status: "queued" } : run;
}
