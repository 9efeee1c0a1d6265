import { ApiError, invalid, notFound } from "../http/api-error.ts";
import type { Hub } from "../hub.ts";
import type { App } from "../state/accounts.ts";
import type { Ask, Environment, Run } from "../state/actions.ts";
import { known } from "../state/table.ts";
import { environmentNamed } from "./environments.ts";
import { endJob, jobsOf, proceedIfFree } from "./jobs.ts";
import { emitReview } from "./run-events.ts";

/** Reports that an app may give about a job, and their characters. */
const REPORTS = 10;
const CHARACTERS = 1024;

/** An app reports about a job that waits for it, at most ten times. */
export function report(hub: Hub, run: Run, app: App, environment: string, comment: string): void {
  const ask = standing(hub, run, app, environmentOf(hub, run, environment));
  if (comment.length > CHARACTERS) throw invalid("comment is too long (maximum is 1024 characters)");
  if (ask === undefined) return;
  if (ask.reports.length >= REPORTS) return undocumented(hub.switches.eleventhReport, "at most 10 reports");
  hub.state.asks.change(ask.id, { reports: [...ask.reports, comment] });
}

/** An app decides its own rule for a job that waits for it. */
export function decide(
  hub: Hub,
  run: Run,
  app: App,
  name: string,
  state: "approved" | "rejected",
  comment: string,
): void {
  const environment = environmentOf(hub, run, name);
  const ask = standing(hub, run, app, environment);
  if (ask === undefined) return;
  hub.state.asks.change(ask.id, { state });
  recordApproval(hub, run, environment, state, app.bot, comment);
  const job = known(hub.state.jobs, ask.job);
  if (state === "approved") proceedIfFree(hub, job);
  else endJob(hub, job, "failure");
}

/** A person decides about everything in a run that waits for reviewers. */
export function reviewRun(
  hub: Hub,
  run: Run,
  by: number,
  names: readonly string[],
  state: "approved" | "rejected",
  comment: string,
): void {
  for (const job of jobsOf(hub, run).filter(({ environment }) => environment !== null && names.includes(environment))) {
    const environment = environmentOf(hub, run, job.environment ?? "");
    if (!environment.reviewers.includes(by)) throw new ApiError(403, "You are not a reviewer of this environment");
    const approval = recordApproval(hub, run, environment, state, by, comment);
    emitReview(hub, job, approval);
    if (state === "approved") proceedIfFree(hub, job);
    else endJob(hub, job, "failure");
  }
}

function recordApproval(
  hub: Hub,
  run: Run,
  { id: environment }: Environment,
  state: "approved" | "rejected",
  user: number,
  comment: string,
) {
  return hub.state.approvals.put({ id: hub.state.nextId(), run: run.id, environment, state, user, comment });
}

function environmentOf(hub: Hub, run: Run, name: string): Environment {
  const found = environmentNamed(hub, known(hub.state.repositories, run.repository), name);
  if (found === undefined) throw notFound();
  return found;
}

/** What an app was asked about the newest job, where it can still be answered; undefined where GitHub shrugs. */
function standing(hub: Hub, run: Run, app: App, environment: Environment): Ask | undefined {
  const asks = hub.state.asks.where(
    (ask) => ask.run === run.id && ask.app === app.id && ask.environment === environment.id,
  );
  const ask = asks.at(-1);
  if (ask === undefined) throw notFound();
  const enabled = environment.rules.some((rule) => rule.app === app.id && rule.enabled);
  if (!enabled) return undocumented(hub.switches.decisionAfterRuleOff, "the rule is not enabled");
  if (ask.state !== "waiting") return undocumented(hub.switches.secondDecision, "it has been decided");
  if (known(hub.state.jobs, ask.job).status !== "waiting")
    return undocumented(hub.switches.decisionAfterEnd, "the job does not wait");
  return ask;
}

function undocumented(position: "refused" | "ignored" | "not-found" | "forbidden", message: string): undefined {
  if (position === "refused") throw invalid(message);
  if (position === "not-found") throw notFound();
  if (position === "forbidden") throw new ApiError(403, message);
  return undefined;
}
