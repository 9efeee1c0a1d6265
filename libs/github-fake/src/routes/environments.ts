import { notFound } from "../http/api-error.ts";
import { page } from "../http/page.ts";
import { ok } from "../http/route.ts";
import type { Call, Route } from "../http/route.ts";
import { renderEnvironment, renderProtectionRule } from "../render/actions.ts";
import type { Environment } from "../state/actions.ts";
import { environmentNamed } from "../world/environments.ts";
import { ANYBODY } from "./callers.ts";

const ACTIONS = { callers: ANYBODY, permission: { actions: "read" } } as const;
const BELOW = "/repos/{owner}/{repo}/environments/{environment_name}";

/** Environments and the apps that decide before them. */
export const ENVIRONMENT_ROUTES: readonly Route[] = [
  {
    method: "get",
    path: "/repos/{owner}/{repo}/environments",
    operation: "repos/get-all-environments",
    ...ACTIONS,
    run: (call) => {
      const rows = call.hub.state.environments.where(({ repository }) => repository === call.repository().id);
      const { shown, total, headers } = page(call, rows, (row) => renderEnvironment(call.hub, row));
      return ok({ total_count: total, environments: shown }, headers);
    },
  },
  {
    method: "get",
    path: BELOW,
    operation: "repos/get-environment",
    ...ACTIONS,
    run: (call) => ok(renderEnvironment(call.hub, named(call))),
  },
  {
    method: "get",
    path: `${BELOW}/deployment_protection_rules`,
    operation: "repos/get-all-deployment-protection-rules",
    ...ACTIONS,
    run: (call) => {
      const rules = named(call).rules.map((rule) => renderProtectionRule(call.hub, rule));
      return ok({ total_count: rules.length, custom_deployment_protection_rules: rules });
    },
  },
  {
    method: "get",
    path: `${BELOW}/deployment_protection_rules/{protection_rule_id}`,
    operation: "repos/get-custom-deployment-protection-rule",
    ...ACTIONS,
    run: (call) => {
      const found = named(call).rules.find(({ id }) => id === Number(call.params["protection_rule_id"]));
      if (found === undefined) throw notFound();
      return ok(renderProtectionRule(call.hub, found));
    },
  },
];

function named(call: Call): Environment {
  const found = environmentNamed(call.hub, call.repository(), call.params["environment_name"] ?? "");
  if (found === undefined) throw notFound();
  return found;
}
