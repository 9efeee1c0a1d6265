import { invalid, notFound } from "../http/api-error.ts";
import { optionalText, text, word } from "../http/fields.ts";
import { page } from "../http/page.ts";
import { ok } from "../http/route.ts";
import type { Call, Route } from "../http/route.ts";
import { renderDeployment, renderDeploymentStatus } from "../render/actions.ts";
import type { Deployment } from "../state/actions.ts";
import { actorOf } from "../world/actor.ts";
import { addDeployment, addDeploymentStatus } from "../world/deployments.ts";
import { ANYBODY, MEMBERS } from "./callers.ts";
import { commitNamed } from "./refs.ts";

const READ = { callers: ANYBODY, permission: { deployments: "read" } } as const;
const WRITE = { callers: MEMBERS, permission: { deployments: "write" }, role: "write" } as const;
const BELOW = "/repos/{owner}/{repo}/deployments";

/** Deployments, which anybody who may write makes without asking a protection rule. */
export const DEPLOYMENT_ROUTES: readonly Route[] = [
  {
    method: "get",
    path: BELOW,
    operation: "repos/list-deployments",
    ...READ,
    run: (call) => {
      const { query } = call;
      const asked = (name: string, value: string) => query.get(name) === null || query.get(name) === value;
      const rows = call.hub.state.deployments
        .where(({ repository }) => repository === call.repository().id)
        .filter(({ sha, ref, environment, task }) => {
          return asked("sha", sha) && asked("ref", ref) && asked("environment", environment) && asked("task", task);
        })
        .toReversed();
      const { shown, headers } = page(call, rows, (row) => renderDeployment(call.hub, row));
      return ok(shown, headers);
    },
  },
  { method: "post", path: BELOW, operation: "repos/create-deployment", ...WRITE, makesContent: true, run: create },
  {
    method: "get",
    path: `${BELOW}/{deployment_id}`,
    operation: "repos/get-deployment",
    ...READ,
    run: (call) => ok(renderDeployment(call.hub, deploymentOf(call))),
  },
  {
    method: "get",
    path: `${BELOW}/{deployment_id}/statuses`,
    operation: "repos/list-deployment-statuses",
    ...READ,
    run: (call) => {
      const { id } = deploymentOf(call);
      const rows = call.hub.state.deploymentStatuses.where(({ deployment }) => deployment === id).toReversed();
      const { shown, headers } = page(call, rows, (row) => renderDeploymentStatus(call.hub, row));
      return ok(shown, headers);
    },
  },
  {
    method: "post",
    path: `${BELOW}/{deployment_id}/statuses`,
    operation: "repos/create-deployment-status",
    ...WRITE,
    makesContent: true,
    run: createStatus,
  },
  {
    method: "get",
    path: `${BELOW}/{deployment_id}/statuses/{status_id}`,
    operation: "repos/get-deployment-status",
    ...READ,
    run: (call) => {
      const found = call.hub.state.deploymentStatuses.get(Number(call.params["status_id"]));
      if (found?.deployment !== deploymentOf(call).id) throw notFound();
      return ok(renderDeploymentStatus(call.hub, found));
    },
  },
];

async function create(call: Call) {
  const { hub, body, caller } = call;
  const ref = text(body, "ref");
  const deployment = addDeployment(hub, {
    repository: call.repository().id,
    ref,
    sha: await commitNamed(call, ref),
    environment: optionalText(body, "environment") ?? "production",
    task: optionalText(body, "task") ?? "deploy",
    description: optionalText(body, "description") ?? null,
    creator: actorOf(hub, caller),
    app: call.app?.id ?? null,
  });
  return { status: 201, body: renderDeployment(hub, deployment) };
}

const STATES = ["error", "failure", "inactive", "in_progress", "queued", "pending", "success"] as const;

function createStatus(call: Call) {
  const { hub, body, caller } = call;
  const state = word(body, "state", STATES);
  if (state === undefined) throw invalid("state is required", "DeploymentStatus", "state");
  const status = addDeploymentStatus(hub, deploymentOf(call), {
    state,
    creator: actorOf(hub, caller),
    app: call.app?.id ?? null,
    description: optionalText(body, "description") ?? "",
    logUrl: optionalText(body, "log_url") ?? optionalText(body, "target_url") ?? "",
  });
  return { status: 201, body: renderDeploymentStatus(hub, status) };
}

function deploymentOf(call: Call): Deployment {
  const found = call.hub.state.deployments.get(Number(call.params["deployment_id"]));
  if (found === undefined || found.repository !== call.repository().id) throw notFound();
  return found;
}
