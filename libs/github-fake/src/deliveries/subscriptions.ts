/** The permission without which an event is not received. */
export function permissionOfEvent(event: string, action: string | null) {
  const name = PERMISSIONS[event];
  if (name === undefined) return undefined;
  // Only who may write checks is asked to run them again.
  const asked = event.startsWith("check_") && (action === "rerequested" || action === "requested_action");
  return { name, level: asked || (action === "requested" && event === "check_suite") ? "write" : "read" } as const;
}

const PERMISSIONS: Readonly<Record<string, string>> = {
  branch_protection_configuration: "administration",
  branch_protection_rule: "administration",
  check_run: "checks",
  check_suite: "checks",
  deployment: "deployments",
  deployment_protection_rule: "deployments",
  deployment_review: "deployments",
  deployment_status: "deployments",
  merge_group: "merge_queues",
  pull_request: "pull_requests",
  pull_request_review: "pull_requests",
  push: "contents",
  repository_ruleset: "administration",
  workflow_job: "actions",
  workflow_run: "actions",
};
