import { notFound } from "../http/api-error.ts";
import { page } from "../http/page.ts";
import { ok } from "../http/route.ts";
import type { Call, Route } from "../http/route.ts";
import { renderFullPull, renderPull, renderReview } from "../render/pull.ts";
import type { Pull } from "../state/repositories.ts";
import { known } from "../state/table.ts";
import { testMerge } from "../world/pulls.ts";
import { ANYBODY } from "./callers.ts";

const PULLS = { callers: ANYBODY, permission: { pull_requests: "read" } } as const;

/** Pull requests and what was said about them. */
export const PULL_ROUTES: readonly Route[] = [
  { method: "get", path: "/repos/{owner}/{repo}/pulls", operation: "pulls/list", ...PULLS, run: list },
  {
    method: "get",
    path: "/repos/{owner}/{repo}/pulls/{pull_number}",
    operation: "pulls/get",
    ...PULLS,
    run: async (call) => {
      const pull = pullOf(call);
      // As on GitHub, the first who asks starts the test merge, and a later one sees what came of it.
      call.hub.behind(() =>
        call.hub.inOrder(pull.repository, () => testMerge(call.hub, known(call.hub.state.pulls, pull.id))),
      );
      return ok(renderFullPull(call.hub, pull));
    },
  },
  {
    method: "get",
    path: "/repos/{owner}/{repo}/pulls/{pull_number}/reviews",
    operation: "pulls/list-reviews",
    ...PULLS,
    run: (call) => {
      const { id } = pullOf(call);
      const rows = call.hub.state.reviews.where(({ pull }) => pull === id);
      const { shown, headers } = page(call, rows, (row) => renderReview(call.hub, row));
      return ok(shown, headers);
    },
  },
];

function list(call: Call) {
  const { hub, query } = call;
  const { id } = call.repository();
  const state = query.get("state") ?? "open";
  const base = query.get("base");
  const head = query.get("head");
  const rows = hub.state.pulls
    .where((pull) => pull.repository === id && (state === "all" || pull.state === state))
    .filter((pull) => base === null || pull.baseRef === base)
    .filter((pull) => head === null || renderPull(hub, pull).head.label === head)
    .toSorted((a, b) => order(query, a) - order(query, b) || a.number - b.number);
  const ordered =
    query.get("direction") === "asc" || (query.get("sort") ?? "created") !== "created" ? rows : rows.toReversed();
  const { shown, headers } = page(call, ordered, (row) => renderPull(hub, seen(call, row)));
  return ok(shown, headers);
}

function order(query: URLSearchParams, { createdAt, updatedAt }: Pull): number {
  return query.get("sort") === "updated" ? updatedAt : createdAt;
}

function pullOf(call: Call): Pull {
  const { id } = call.repository();
  const number = Number(call.params["pull_number"]);
  const found = call.hub.state.pulls.find((pull) => pull.repository === id && pull.number === number);
  if (found === undefined) throw notFound();
  return seen(call, found);
}

/** Seconds after a push for which a read may show the head before it. */
const LAG = 60;

/** A read right after a push may show the head before it, beside everything else as it is. */
function seen({ hub, stale }: Call, pull: Pull): Pull {
  return stale && hub.clock.now() < pull.headSince + LAG ? { ...pull, headSha: pull.headBefore } : pull;
}
