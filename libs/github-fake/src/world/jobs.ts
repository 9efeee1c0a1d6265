import { DAY } from "../clock.ts";
import type { Hub } from "../hub.ts";
import type { Job, Run } from "../state/actions.ts";
import { known } from "../state/table.ts";
import { addDeploymentStatus } from "./deployments.ts";
import { emitJob, emitRun } from "./run-events.ts";

/** A job goes on when every app and every reviewer it waited for has agreed. */
export function proceedIfFree(hub: Hub, job: Job): void {
  if (job.status !== "waiting" || waitsFor(hub, job)) return;
  const started = hub.state.jobs.change(job.id, { status: "in_progress" });
  statusOf(hub, started, "in_progress");
  emitJob(hub, started, "in_progress");
  settleRun(hub, job.run);
}

/** Ends a job. */
export function endJob(hub: Hub, job: Job, conclusion: "success" | "failure" | "cancelled"): void {
  if (job.status === "completed") return;
  const ended = hub.state.jobs.change(job.id, { status: "completed", conclusion, completedAt: hub.clock.now() });
  statusOf(hub, ended, conclusion === "success" ? "success" : conclusion === "failure" ? "failure" : "error");
  emitJob(hub, ended, "completed");
  settleRun(hub, job.run);
}

/** Jobs that have waited for 30 days fail. */
export function expireJobs(hub: Hub): void {
  const days = hub.switches.jobWaits === "30-days" ? 30 : 1;
  const limit = hub.clock.now() - days * DAY;
  for (const job of hub.state.jobs.where(({ status, createdAt }) => status === "waiting" && createdAt <= limit))
    endJob(hub, job, "failure");
}

/** Jobs of the attempt that a run is in. */
export function jobsOf({ state }: Hub, run: Run): readonly Job[] {
  return state.jobs.where((job) => job.run === run.id && job.attempt === run.attempt);
}

/** Whether an app or a reviewer has not agreed yet. */
export function waitsFor(hub: Hub, job: Job): boolean {
  const asks = hub.state.asks.where((ask) => ask.job === job.id);
  const run = known(hub.state.runs, job.run);
  const environment = hub.state.environments.find(
    ({ name, repository }) => name === job.environment && repository === run.repository,
  );
  const people = environment?.reviewers ?? [];
  const reviewed = hub.state.approvals.find(
    (one) =>
      one.run === job.run &&
      one.environment === environment?.id &&
      people.includes(one.user) &&
      one.state === "approved",
  );
  // A rule that was switched off holds nothing up any more.
  const on = (app: number) => environment?.rules.some((rule) => rule.app === app && rule.enabled) === true;
  return (
    asks.some(({ state, app }) => state !== "approved" && on(app)) || (people.length > 0 && reviewed === undefined)
  );
}

function statusOf(hub: Hub, job: Job, state: string): void {
  if (job.deployment === null) return;
  const deployment = known(hub.state.deployments, job.deployment);
  addDeploymentStatus(hub, deployment, { state, creator: deployment.creator, app: deployment.app });
}

/** What the jobs of a run make of it. */
function settleRun(hub: Hub, id: number): void {
  const run = known(hub.state.runs, id);
  const jobs = jobsOf(hub, run);
  const updatedAt = hub.clock.now();
  if (jobs.every(({ status }) => status === "completed")) {
    const worst = (["failure", "cancelled"] as const).find((one) => jobs.some(({ conclusion }) => conclusion === one));
    const ended = hub.state.runs.change(id, { status: "completed", conclusion: worst ?? "success", updatedAt });
    return emitRun(hub, ended, "completed");
  }
  const waiting = jobs.some(({ status }) => status === "waiting");
  if (waiting || run.status === "in_progress") return;
  emitRun(hub, hub.state.runs.change(id, { status: "in_progress", updatedAt }), "in_progress");
}
