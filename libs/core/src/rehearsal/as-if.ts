import type { LogContents } from "../log/contents.ts";
import type { Policy, PolicyVersion } from "../policy/policy.ts";

/**
 * What a log would say had a policy version been published on top of it: in force from the next leaf on, with what it
 * voids left out. Whether anybody would sign it is not asked. The version in force itself changes nothing.
 */
export function asIfInForce(log: LogContents, version: PolicyVersion): LogContents {
  if (version.sha256 === log.policy.sha256) return log;
  const policy = { ...version, leaf: log.size, id: "" };
  const voided = new Set(version.policy.void.map(({ leaf, record }) => `${leaf} ${record}`));
  const stands = ({ leaf, id }: { readonly leaf: number; readonly id: string }) => !voided.has(`${leaf} ${id}`);
  return {
    ...log,
    policies: [...log.policies, policy],
    policy,
    baselines: log.baselines.filter(stands),
    changes: log.changes.filter(stands),
    reviews: log.reviews.filter(stands),
    deployments: log.deployments.filter(stands),
    breakGlass: log.breakGlass.filter(stands),
    incidents: log.incidents.filter(stands),
    voided: version.policy.void,
  };
}

/** The same log where an environment asks for one requirement alone, so that a verdict speaks of nothing else. */
export function asIfRequiring(log: LogContents, environment: string, requirement: string): LogContents {
  const narrowed: Policy = {
    ...log.policy.policy,
    environments: log.policy.policy.environments.map((one) =>
      one.id === environment ? { ...one, requires: [requirement] } : one,
    ),
  };
  const policy = { ...log.policy, policy: narrowed };
  return { ...log, policies: [...log.policies.slice(0, -1), policy], policy };
}
