import { CountersignError } from "../error.ts";
import type { Machine, Policy } from "./policy.ts";
import { machineByKey } from "./roster.ts";

/** The 32-byte public keys of the gates that a policy lists for an environment. */
export function gateKeysOf(policy: Policy, environment: string): readonly Uint8Array[] {
  return policy.machines
    .filter(({ kind, environments }) => kind === "gate" && environments.includes(environment))
    .map(({ key }) => key);
}

/**
 * The gate whose key this is, if it may speak for the environment. Codes: `attest.key-unknown`, `attest.key-use` (a
 * service's key), `statement.environment`.
 */
export function gateFor(policy: Policy, key: Uint8Array, environment: string): Machine {
  const machine = machineByKey(policy, key);
  if (machine === undefined)
    throw new CountersignError("attest.key-unknown", `no gate of policy version ${policy.version} has this key`);
  if (machine.kind !== "gate")
    throw new CountersignError("attest.key-use", `'${machine.id}' is a ${machine.kind}, which does not sign this`);
  if (!machine.environments.includes(environment))
    throw new CountersignError("statement.environment", `'${machine.id}' is no gate of '${environment}'`);
  return machine;
}
