import { standingFault, timeFault } from "../gate/break-glass-fault.ts";
import type { LogContents } from "../log/contents.ts";
import { incidentStandings } from "../log/incident-standing.ts";
import { gateKeysOf } from "../policy/gate-keys.ts";
import type { Environment, Policy } from "../policy/policy.ts";
import { alarm } from "./alarm.ts";
import type { Alarm } from "./alarm.ts";

/** The code of an incident by which a service, a gate or a person says that a gate does not stand where it should. */
export const GATE_SUSPENDED = "gate.suspended";

/**
 * What a log itself says of gates that stop nothing (`monitor.gate-suspended`): an open incident `gate.suspended`, an
 * emergency that is open now, an environment that had a gate or required something by an earlier policy and has not by the
 * one in force. A pipeline that no longer asks its gate leaves no record, so of that a log says nothing.
 */
export function suspendedGates(log: LogContents, now: number): readonly Alarm[] {
  return [...incidents(log), ...emergencies(log, now), ...bareEnvironments(log)];
}

function suspended(subject: string, text: string, at: Alarm["at"] = {}): Alarm {
  return alarm({ part: "log", code: "monitor.gate-suspended", subject, text, at });
}

function incidents(log: LogContents): readonly Alarm[] {
  return incidentStandings(log)
    .filter(({ opened, closed }) => closed === undefined && opened.record.code === GATE_SUSPENDED)
    .map(({ opened: { leaf, record, signer } }) => {
      const who = "machine" in signer ? signer.machine : `${signer.person} of ${signer.organisation}`;
      return suspended(`incident ${record.id}`, `${who} says so in incident ${record.id}: ${record.text}`, { leaf });
    });
}

function emergencies(log: LogContents, now: number): readonly Alarm[] {
  const { policy } = log.policy;
  const times = { time: log.time, now };
  return log.breakGlass
    .filter((one) => standingFault(log, one) === undefined && timeFault(policy, one.record, times) === undefined)
    .map(({ leaf, record: { commit, environment, notAfter } }) =>
      suspended(`break-glass at leaf ${leaf}`, `${environment} takes ${commit} by break-glass until ${notAfter}`, {
        leaf,
        commit,
      }),
    );
}

function bareEnvironments({ policies, policy: { policy, leaf } }: LogContents): readonly Alarm[] {
  const earlier = policies.slice(0, -1).map((version) => version.policy);
  const ids = new Set([...earlier, policy].flatMap(({ environments }) => environments.map(({ id }) => id)));
  return [...ids].flatMap((id) => {
    const lost = lossOf(id, policy, earlier);
    const text = `by policy version ${policy.version} the environment ${id} ${lost}`;
    return lost === undefined ? [] : [suspended(`environment ${id}`, text, { leaf })];
  });
}

function lossOf(id: string, policy: Policy, earlier: readonly Policy[]): string | undefined {
  const required = (one: Policy) => (environmentOf(one, id)?.requires.length ?? 0) > 0;
  const gated = (one: Policy) => gateKeysOf(one, id).length > 0;
  if (environmentOf(policy, id) === undefined) return earlier.some(required) ? "is gone" : undefined;
  if (!required(policy)) return earlier.some(required) ? "requires nothing any more" : undefined;
  return earlier.some(gated) && !gated(policy) ? "has no gate any more" : undefined;
}

function environmentOf({ environments }: Policy, id: string): Environment | undefined {
  return environments.find((environment) => environment.id === id);
}
