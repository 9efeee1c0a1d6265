import type { LoggedPolicy, PolicyName } from "@countersign/core";
import { digestProblem } from "../api/problem.ts";
import type { Trusted } from "../trust/read-trust.ts";

/** The policies between the one that a change was captured under, and with which a statement is signed, and the one in force: none where they are the same. */
export type Policies = {
  readonly inForce: LoggedPolicy;
  readonly chain: readonly LoggedPolicy[];
  /** The whole chain that was verified, from the first one on. */
  readonly trusted: Trusted;
};

/** Finds the policy that a statement names in the verified chain, and what follows it. `web.digest` where it is not in it (attack D23). */
export function policiesFrom(trusted: Trusted, named: PolicyName): Policies {
  const { chain, inForce } = trusted;
  const from = chain.findIndex(({ sha256, policy }) => sha256 === named.sha256 && policy.version === named.version);
  if (from === -1)
    throw digestProblem(`the policy that was sent does not follow version ${named.version}, which the change names`);
  return { inForce, chain: from === chain.length - 1 ? [] : chain.slice(from), trusted };
}
