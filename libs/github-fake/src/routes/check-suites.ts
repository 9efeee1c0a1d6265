import { notFound } from "../http/api-error.ts";
import { text } from "../http/fields.ts";
import { page } from "../http/page.ts";
import { ok } from "../http/route.ts";
import type { Call, Route } from "../http/route.ts";
import { renderSuite } from "../render/checks.ts";
import type { Suite } from "../state/checks.ts";
import { suiteOf } from "../world/suites.ts";
import { appOf } from "./apps.ts";
import { ANYBODY, INSTALLATIONS } from "./callers.ts";
import { listed } from "./check-runs.ts";
import { commitNamed } from "./refs.ts";

const READ = { callers: ANYBODY, permission: { checks: "read" } } as const;

/** Suites: the runs of one app for one commit. */
export const CHECK_SUITE_ROUTES: readonly Route[] = [
  {
    method: "post",
    path: "/repos/{owner}/{repo}/check-suites",
    operation: "checks/create-suite",
    callers: INSTALLATIONS,
    permission: { checks: "write" },
    run: async (call) => {
      const sha = await commitNamed(call, text(call.body, "head_sha"));
      const suite = await suiteOf(call.hub, call.repository(), appOf(call), sha, undefined);
      return { status: 201, body: renderSuite(call.hub, suite) };
    },
  },
  {
    method: "get",
    path: "/repos/{owner}/{repo}/check-suites/{check_suite_id}",
    operation: "checks/get-suite",
    ...READ,
    run: (call) => ok(renderSuite(call.hub, suiteNamed(call))),
  },
  {
    method: "get",
    path: "/repos/{owner}/{repo}/check-suites/{check_suite_id}/check-runs",
    operation: "checks/list-for-suite",
    ...READ,
    run: (call) => {
      const { id } = suiteNamed(call);
      return listed(
        call,
        call.hub.state.checkRuns.where(({ suite }) => suite === id),
      );
    },
  },
  {
    method: "get",
    path: "/repos/{owner}/{repo}/commits/{ref}/check-suites",
    operation: "checks/list-suites-for-ref",
    ...READ,
    run: async (call) => {
      const sha = await commitNamed(call, call.params["ref"] ?? "");
      const app = call.query.get("app_id");
      const rows = call.hub.state.suites
        .where((suite) => suite.headSha === sha && suite.repository === call.repository().id)
        .filter((suite) => app === null || String(suite.app) === app);
      const { shown, total, headers } = page(call, rows, (row) => renderSuite(call.hub, row));
      return ok({ total_count: total, check_suites: shown }, headers);
    },
  },
];

function suiteNamed(call: Call): Suite {
  const found = call.hub.state.suites.get(Number(call.params["check_suite_id"]));
  if (found === undefined || found.repository !== call.repository().id) throw notFound();
  return found;
}
