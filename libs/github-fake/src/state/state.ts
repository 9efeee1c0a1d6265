import type { Account, App, Installation, Token } from "./accounts.ts";
import type { Approval, Ask, Deployment, DeploymentStatus, Environment, Job, Run } from "./actions.ts";
import type { CheckRun, Suite } from "./checks.ts";
import type { Delivery } from "./deliveries.ts";
import type { Pull, Redirect, Repository, Review } from "./repositories.ts";
import type { MergeGroup, QueueEntry, Ruleset, RuleSuite } from "./rules.ts";
import { table } from "./table.ts";
import type { Table } from "./table.ts";

/** Everything that this GitHub knows, apart from the Git objects. */
export type State = {
  readonly accounts: Table<Account>;
  readonly apps: Table<App>;
  readonly installations: Table<Installation>;
  readonly tokens: Table<Token>;
  readonly repositories: Table<Repository>;
  readonly redirects: Table<Redirect>;
  readonly pulls: Table<Pull>;
  readonly reviews: Table<Review>;
  readonly suites: Table<Suite>;
  readonly checkRuns: Table<CheckRun>;
  readonly rulesets: Table<Ruleset>;
  readonly ruleSuites: Table<RuleSuite>;
  readonly queue: Table<QueueEntry>;
  readonly groups: Table<MergeGroup>;
  readonly environments: Table<Environment>;
  readonly runs: Table<Run>;
  readonly jobs: Table<Job>;
  readonly asks: Table<Ask>;
  readonly approvals: Table<Approval>;
  readonly deployments: Table<Deployment>;
  readonly deploymentStatuses: Table<DeploymentStatus>;
  readonly deliveries: Table<Delivery>;
  /** A fresh id. All are above 2^31, so that nobody keeps one in 32 bits. */
  readonly nextId: () => number;
};

/** A GitHub in which nothing has happened. */
export function emptyState(): State {
  let id = 2 ** 31 + 100_000;
  return {
    accounts: table(),
    apps: table(),
    installations: table(),
    tokens: table(),
    repositories: table(),
    redirects: table(),
    pulls: table(),
    reviews: table(),
    suites: table(),
    checkRuns: table(),
    rulesets: table(),
    ruleSuites: table(),
    queue: table(),
    groups: table(),
    environments: table(),
    runs: table(),
    jobs: table(),
    asks: table(),
    approvals: table(),
    deployments: table(),
    deploymentStatuses: table(),
    deliveries: table(),
    nextId: () => (id += 1),
  };
}
