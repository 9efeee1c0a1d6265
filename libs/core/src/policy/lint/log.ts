import type { Policy } from "../policy.ts";
import { roleHolders } from "../rules/log.ts";
import { warning } from "./finding.ts";
import type { PolicyFinding } from "./finding.ts";

/** A trial is for a desk. */
export function* trial({ trial: isTrial }: Policy): Iterable<PolicyFinding> {
  if (isTrial)
    yield warning(
      "trial-policy",
      "trial",
      "This is a trial with throw-away keys: gates outside its own home refuse it.",
      "Begin a real policy with version 1 and without trial: true.",
    );
}

/** Without witnesses the operator alone says what the log holds. */
export function* noQuorum({ log }: Policy): Iterable<PolicyFinding> {
  if (log.quorum === "none")
    yield warning(
      "no-quorum",
      "log",
      "No witness watches the log: the operator could show different logs to different people.",
      "Let a reviewer organisation run a witness, and write quorum: {all: [its-name]}.",
    );
}

/** Who has no witness cannot notice in time that a decision was held back. */
export function* reviewersWithoutWitness(policy: Policy): Iterable<PolicyFinding> {
  if (policy.log.quorum === "none") return;
  const watching = new Set(policy.log.witnesses.map(({ organisation }) => organisation));
  for (const id of roleHolders(policy))
    if (!watching.has(id))
      yield warning(
        "reviewer-without-witness",
        id,
        `${id} has no witness: a decision of ${id} could be accepted and never logged, and deployments would go on.`,
        `Let ${id} run a witness, and make it part of the quorum.`,
      );
}

/** A witness that the operator runs watches the operator for the operator. */
export function* operatorWitnesses({ organisations, log }: Policy): Iterable<PolicyFinding> {
  const operators = new Set(organisations.filter(({ kind }) => kind === "operator").map(({ id }) => id));
  for (const { name, organisation } of log.witnesses)
    if (operators.has(organisation))
      yield warning(
        "operator-witness",
        name,
        `The witness ${name} belongs to the operator, whom it should watch.`,
        "Let somebody else run it.",
      );
}

/** Without a limit a decision may wait for ever before it is logged. */
export function* noInclusionLimit({ log }: Policy): Iterable<PolicyFinding> {
  if (log.quorum !== "none" && log.inclusionWithin === undefined)
    yield warning(
      "no-inclusion-limit",
      "log",
      "No time is set within which a decision must be logged, so that witnesses never withhold.",
      "Add inclusionWithin: PT15M.",
    );
}

/** Machines without which nothing can be captured, or no deployment recorded. */
export function* missingMachines({ machines, environments }: Policy): Iterable<PolicyFinding> {
  if (!machines.some(({ kind }) => kind === "service"))
    yield warning(
      "no-service",
      "machines",
      "There is no service key, so that no change can be captured.",
      "Add {id: service-1, kind: service, key: …}; `countersign init` prints it.",
    );
  const covered = new Set(machines.filter(({ kind }) => kind === "gate").flatMap(({ environments: own }) => own));
  for (const { id, requires } of environments)
    if (requires.length > 0 && !covered.has(id))
      yield warning(
        "environment-without-gate",
        id,
        `No gate key is entitled to log deployments to ${id}, so that nobody can tell later what ran there.`,
        `Add {id: gate-…, kind: gate, environments: [${id}], key: …}.`,
      );
}
