import type { Policy } from "../policy/policy.ts";
import type { LogContents } from "./contents.ts";

/** The policy in force just before a leaf; at the first leaf, version 1. */
export function policyAt({ policies, policy }: Pick<LogContents, "policies" | "policy">, leaf: number): Policy {
  return (policies.findLast((version) => version.leaf < leaf) ?? policies[0] ?? policy).policy;
}
