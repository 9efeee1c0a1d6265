/** A permission of the App, and what does not work without it. */
export type AppPermission = {
  readonly name: string;
  readonly level: "read" | "write";
  /** Asked for only where the operator wants what it is good for. */
  readonly optional?: true;
  readonly without: string;
};

/** An event of the App, the permission without which it is never sent, and what does not work without it. */
export type AppEvent = {
  readonly name: string;
  readonly permission: string;
  /** Without it something waits until the next sweep, or for ever; without others a look comes later. */
  readonly needed?: true;
  readonly without: string;
};

/** What the App may do (github.md §2): it never writes contents or workflows. */
export const PERMISSIONS: readonly AppPermission[] = [
  { name: "metadata", level: "read", without: "no repository is found" },
  { name: "contents", level: "read", without: "nothing is fetched, so nothing is captured" },
  { name: "pull_requests", level: "read", without: "pull requests are not seen" },
  {
    name: "merge_queues",
    level: "read",
    without: "groups of a merge queue get no check, and drop out when its time is over",
  },
  {
    name: "actions",
    level: "read",
    without: "jobs that wait for an environment are not found, nor what stands before it",
  },
  {
    name: "checks",
    level: "write",
    without: "no check says how a change stands; a branch that requires it stays shut",
  },
  { name: "deployments", level: "write", without: "no deployment is asked about, and none is answered" },
  {
    name: "administration",
    level: "read",
    optional: true,
    without: "older branch protection and pushes past the rules are not seen",
  },
  { name: "members", level: "read", optional: true, without: "members of the organisation are not told from others" },
];

/** What the App hears (github.md §4); GitHub sends what is about installations without being asked. */
export const EVENTS: readonly AppEvent[] = [
  { name: "pull_request", permission: "pull_requests", needed: true, without: "proposals are seen minutes later" },
  {
    name: "push",
    permission: "contents",
    needed: true,
    without: "pushes are seen at the next look, without who pushed",
  },
  { name: "pull_request_review", permission: "pull_requests", without: "reviews on GitHub are not shown" },
  {
    name: "merge_group",
    permission: "merge_queues",
    needed: true,
    without: "a merge queue waits in vain for the check",
  },
  {
    name: "check_run",
    permission: "checks",
    needed: true,
    without: "checks of the same name by others are found late",
  },
  { name: "check_suite", permission: "checks", without: "running all checks again does nothing" },
  {
    name: "deployment_protection_rule",
    permission: "deployments",
    needed: true,
    without: "a job that waits for an environment is answered late",
  },
  { name: "deployment", permission: "deployments", without: "deployments past the rule are found late" },
  { name: "deployment_status", permission: "deployments", without: "what became of a deployment is known late" },
  { name: "deployment_review", permission: "deployments", without: "who let a job go besides is known late" },
  { name: "workflow_run", permission: "actions", without: "a run that was cancelled is noticed late" },
  { name: "workflow_job", permission: "actions", without: "a job that ended is noticed late" },
  { name: "repository", permission: "metadata", without: "a new name or owner is noticed late" },
  { name: "repository_ruleset", permission: "administration", without: "loosened rules are noticed late" },
  { name: "branch_protection_rule", permission: "administration", without: "loosened protection is noticed late" },
  {
    name: "branch_protection_configuration",
    permission: "administration",
    without: "protection switched off is noticed late",
  },
];

/** The permissions of an App with those optional ones, by name. */
export function permissionsWith(optional: ReadonlySet<string>): readonly AppPermission[] {
  return PERMISSIONS.filter((one) => one.optional !== true || optional.has(one.name));
}

/** The events that an App with such permissions can hear. */
export function eventsOf(permissions: readonly AppPermission[]): readonly AppEvent[] {
  const held = new Set(permissions.map(({ name }) => name));
  return EVENTS.filter(({ permission }) => held.has(permission));
}

/** The check that a branch requires; its name never changes. */
export const CHECK_NAME = "countersign";

/** Where the service takes deliveries, below its address. */
export const WEBHOOK_PATH = "/v1/github/webhooks";
