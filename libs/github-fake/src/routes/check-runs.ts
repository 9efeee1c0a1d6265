import { ApiError, notFound } from "../http/api-error.ts";
import { text } from "../http/fields.ts";
import { page } from "../http/page.ts";
import { ok } from "../http/route.ts";
import type { Call, Route } from "../http/route.ts";
import { renderCheckRun } from "../render/checks.ts";
import { fullName } from "../render/repository.ts";
import type { CheckRun } from "../state/checks.ts";
import { actorOf } from "../world/actor.ts";
import { addCheckRun, changeCheckRun, rerequestRun } from "../world/checks.ts";
import { suiteOf } from "../world/suites.ts";
import { appOf } from "./apps.ts";
import { ANYBODY, INSTALLATIONS, MEMBERS } from "./callers.ts";
import { annotationsOf, checkMembers } from "./check-fields.ts";
import { commitNamed } from "./refs.ts";

const READ = { callers: ANYBODY, permission: { checks: "read" } } as const;
const WRITE = { callers: INSTALLATIONS, permission: { checks: "write" } } as const;

/** Check runs: only apps write them, and each only its own. */
export const CHECK_RUN_ROUTES: readonly Route[] = [
  {
    method: "post",
    path: "/repos/{owner}/{repo}/check-runs",
    operation: "checks/create",
    ...WRITE,
    makesContent: true,
    run: create,
  },
  {
    method: "patch",
    path: "/repos/{owner}/{repo}/check-runs/{check_run_id}",
    operation: "checks/update",
    ...WRITE,
    run: update,
  },
  {
    method: "get",
    path: "/repos/{owner}/{repo}/check-runs/{check_run_id}",
    operation: "checks/get",
    ...READ,
    run: (call) => ok(renderCheckRun(call.hub, runOf(call))),
  },
  {
    method: "get",
    path: "/repos/{owner}/{repo}/check-runs/{check_run_id}/annotations",
    operation: "checks/list-annotations",
    ...READ,
    run: (call) => {
      const run = runOf(call);
      const page_ = `${call.hub.urls.site}/${fullName(call.hub, call.repository())}/blob/${run.headSha}`;
      const { shown, headers } = page(call, run.annotations, (one) => ({ ...one, blob_href: `${page_}/${one.path}` }));
      return ok(shown, headers);
    },
  },
  {
    method: "post",
    path: "/repos/{owner}/{repo}/check-runs/{check_run_id}/rerequest",
    operation: "checks/rerequest-run",
    callers: MEMBERS,
    permission: { checks: "write" },
    role: "write",
    run: (call) => {
      rerequestRun(call.hub, runOf(call).id, actorOf(call.hub, call.caller));
      return { status: 201, body: {} };
    },
  },
  {
    method: "get",
    path: "/repos/{owner}/{repo}/commits/{ref}/check-runs",
    operation: "checks/list-for-ref",
    ...READ,
    run: async (call) => {
      const sha = await commitNamed(call, call.params["ref"] ?? "");
      const { id } = call.repository();
      return listed(
        call,
        call.hub.state.checkRuns.where((run) => run.headSha === sha && run.repository === id),
      );
    },
  },
];

/** Runs as a list shows them: of one name, app or status, and of each name the newest unless all are asked for. */
export function listed(call: Call, all: readonly CheckRun[]) {
  const { query } = call;
  const asked = (name: string, value: string) => query.get(name) === null || query.get(name) === value;
  const found = all
    .filter((run) => asked("check_name", run.name) && asked("status", run.status) && asked("app_id", String(run.app)))
    .toReversed();
  const newest = (run: CheckRun) => found.find(({ name, app }) => name === run.name && app === run.app) === run;
  const rows = query.get("filter") === "all" ? found : found.filter(newest);
  const { shown, total, headers } = page(call, rows, (row) => renderCheckRun(call.hub, row));
  return ok({ total_count: total, check_runs: shown }, headers);
}

async function create(call: Call) {
  const { hub, body } = call;
  const repository = call.repository();
  const app = appOf(call);
  const now = hub.clock.now();
  const name = text(body, "name");
  const members = checkMembers(body, now);
  const annotations = annotationsOf(body);
  const headSha = await commitNamed(call, text(body, "head_sha")).catch(() => {
    throw new ApiError(422, `No commit found for SHA: ${text(body, "head_sha")}`);
  });
  const suite = await suiteOf(hub, repository, app, headSha, undefined);
  const run = addCheckRun(hub, {
    id: hub.state.nextId(),
    suite: suite.id,
    repository: repository.id,
    app: app.id,
    name,
    headSha,
    externalId: "",
    detailsUrl: null,
    status: "queued",
    conclusion: null,
    startedAt: now,
    completedAt: null,
    output: { title: null, summary: null, text: null },
    actions: [],
    createdAt: now,
    ...members,
    annotations,
  });
  return { status: 201, body: renderCheckRun(hub, run) };
}

function update(call: Call) {
  const { hub, body } = call;
  const run = runOf(call);
  if (run.app !== appOf(call).id)
    throw new ApiError(
      403,
      "Invalid app_id `" +
        String(appOf(call).id) +
        "` - check run can only be modified by the GitHub App that created it.",
    );
  const members = checkMembers(body, hub.clock.now());
  const name = body["name"] === undefined ? {} : { name: text(body, "name") };
  const annotations = [...run.annotations, ...annotationsOf(body)];
  return ok(renderCheckRun(hub, changeCheckRun(hub, run.id, { ...members, ...name, annotations })));
}

function runOf(call: Call): CheckRun {
  const found = call.hub.state.checkRuns.get(Number(call.params["check_run_id"]));
  if (found === undefined || found.repository !== call.repository().id) throw notFound();
  return found;
}
