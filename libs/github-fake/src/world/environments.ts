import type { Hub } from "../hub.ts";
import type { Environment } from "../state/actions.ts";
import type { Repository } from "../state/repositories.ts";
import { known } from "../state/table.ts";

/** Rules that an environment can have. */
const RULES = 6;

/** What an environment is made of: apps that decide, people who do. */
export type EnvironmentPlan = {
  readonly apps?: readonly number[];
  readonly reviewers?: readonly number[];
  readonly adminsMayBypass?: boolean;
};

/** Adds an environment, or sets what stands before one that is there. */
export function setEnvironment(
  hub: Hub,
  repository: Repository,
  name: string,
  plan: EnvironmentPlan = {},
): Environment {
  const now = hub.clock.now();
  const before = environmentNamed(hub, repository, name);
  const apps = plan.apps ?? before?.rules.map(({ app }) => app) ?? [];
  const reviewers = plan.reviewers ?? before?.reviewers ?? [];
  if (apps.length + (reviewers.length > 0 ? 1 : 0) > RULES) throw new Error("an environment has at most six rules");
  const rules = apps.map(
    (app) => before?.rules.find((rule) => rule.app === app) ?? { id: hub.state.nextId(), app, enabled: true },
  );
  return hub.state.environments.put({
    id: before?.id ?? hub.state.nextId(),
    repository: repository.id,
    name,
    adminsMayBypass: plan.adminsMayBypass ?? before?.adminsMayBypass ?? true,
    rules,
    reviewers,
    createdAt: before?.createdAt ?? now,
    updatedAt: now,
  });
}

/** Switches an app's rule on or off; no event says so. */
export function enableRule(hub: Hub, environment: number, app: number, enabled: boolean): Environment {
  const { rules } = known(hub.state.environments, environment);
  const changed = rules.map((rule) => (rule.app === app ? { ...rule, enabled } : rule));
  return hub.state.environments.change(environment, { rules: changed, updatedAt: hub.clock.now() });
}

/** The environment of a repository with a name. */
export function environmentNamed({ state }: Hub, repository: Repository, name: string): Environment | undefined {
  const same = name.toLowerCase();
  return state.environments.find((one) => one.repository === repository.id && one.name.toLowerCase() === same);
}
