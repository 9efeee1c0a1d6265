import { iso, isoOrNull } from "../clock.ts";
import type { Hub } from "../hub.ts";
import type { CheckRun, Suite } from "../state/checks.ts";
import { known } from "../state/table.ts";
import { renderApp } from "./app.ts";
import { renderSimpleCommit } from "./commit.ts";
import { nodeId } from "./node-id.ts";
import { pullsOfHead } from "./pull.ts";
import { fullName, renderRepository, repositoryUrl } from "./repository.ts";

/** A check run. */
export function renderCheckRun(hub: Hub, run: CheckRun) {
  const repository = known(hub.state.repositories, run.repository);
  const url = `${repositoryUrl(hub, repository)}/check-runs/${run.id}`;
  const page = `${hub.urls.site}/${fullName(hub, repository)}/runs/${run.id}`;
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId("CR", run.id),
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: page,
    details_url: run.detailsUrl ?? page,
    status: run.status,
    conclusion: run.conclusion,
    started_at: iso(run.startedAt),
    completed_at: isoOrNull(run.completedAt),
    output: {
      ...run.output,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.suite },
    app: renderApp(hub, known(hub.state.apps, run.app)),
    pull_requests: pullsOfHead(hub, run.repository, run.headSha),
  };
}

/** A check run as events show it, with its suite. */
export function renderCheckRunOfEvent(hub: Hub, run: CheckRun) {
  return { ...renderCheckRun(hub, run), check_suite: renderShortSuite(hub, known(hub.state.suites, run.suite)) };
}

/** A suite. */
export function renderSuite(hub: Hub, suite: Suite) {
  const short = renderShortSuite(hub, suite);
  return {
    ...short,
    rerequestable: true,
    runs_rerequestable: true,
    latest_check_runs_count: runsOf(hub, suite).length,
    check_runs_url: `${short.url}/check-runs`,
    head_commit: renderSimpleCommit(suite.commit),
    repository: renderRepository(hub, known(hub.state.repositories, suite.repository)),
  };
}

function renderShortSuite(hub: Hub, suite: Suite) {
  const repository = known(hub.state.repositories, suite.repository);
  return {
    id: suite.id,
    node_id: nodeId("CS", suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    ...suiteState(runsOf(hub, suite)),
    url: `${repositoryUrl(hub, repository)}/check-suites/${suite.id}`,
    before: suite.before,
    after: suite.headSha,
    pull_requests: pullsOfHead(hub, suite.repository, suite.headSha),
    app: renderApp(hub, known(hub.state.apps, suite.app)),
    created_at: iso(suite.createdAt),
    updated_at: iso(suite.updatedAt),
  };
}

function runsOf({ state }: Hub, suite: Suite): readonly CheckRun[] {
  return state.checkRuns.where((run) => run.suite === suite.id);
}

/** How the runs of a suite stand together: the worst of what has ended, once all have. */
function suiteState(runs: readonly CheckRun[]) {
  if (runs.length === 0) return { status: "queued", conclusion: null };
  if (runs.some(({ status }) => status !== "completed")) return { status: "in_progress", conclusion: null };
  const worst = WORST_FIRST.find((conclusion) => runs.some((run) => run.conclusion === conclusion));
  return { status: "completed", conclusion: worst ?? "success" };
}

const WORST_FIRST = ["failure", "timed_out", "action_required", "cancelled", "stale", "success", "neutral", "skipped"];
