import { spellDuration } from "./duration.ts";
import {
  enumerate,
  spellBreakGlass,
  spellClaim,
  spellCoverage,
  spellQuorum,
  spellReviewers,
  spellScope,
  spellThreshold,
} from "./explain/words.ts";
import type { Environment, Policy, RepositoryPolicy } from "./policy.ts";
import { requirementsOf } from "./roster.ts";
import { unaskedIn } from "./unasked.ts";

/**
 * A policy in sentences for people: who there is, what is protected, who can let what go where, what nobody checks, and
 * who can change all this. One sentence or two to a line; every voided record and revoked key is named.
 */
export function explainPolicy(policy: Policy): readonly string[] {
  return [
    ...explainParties(policy),
    ...policy.repositories.flatMap(explainRepository),
    ...policy.environments.flatMap((environment) => explainEnvironment(policy, environment)),
    ...explainUnchecked(policy),
    ...explainHistory(policy),
    ...explainLog(policy),
    `The next version of this policy needs the signatures of ${enumerate(policy.governance.map(spellThreshold))}.`,
  ];
}

function explainParties({ version, trial, organisations, people }: Policy): readonly string[] {
  const parties = organisations.map(({ id, kind }) => {
    const own = people
      .filter(({ organisation, retired }) => organisation === id && !retired)
      .map((person) => person.id);
    return `${id} is ${kind === "operator" ? "the operator" : "a reviewer"}; its people are ${enumerate(own)}.`;
  });
  const retired = people.filter((person) => person.retired).map(({ id }) => id);
  return [
    `This is version ${version}${trial ? ", a trial that real gates refuse" : ""}.`,
    ...parties,
    ...(retired.length === 0 ? [] : [`${enumerate(retired)} left: what they signed before stays, nothing new counts.`]),
  ];
}

function explainRepository(repository: RepositoryPolicy): readonly string[] {
  const { id, uri, refs, contributors, submodules } = repository;
  const accepting = refs.filter(({ accepts }) => accepts.length > 0);
  const { unresolved, ignore } = contributors;
  return [
    `In ${id} (${uri}) ${enumerate(refs.map(({ ref }) => ref))} ${refs.length === 1 ? "is" : "are"} protected; in scope is ${spellScope(repository)}.`,
    ...accepting.map(
      ({ ref, accepts }) => `An approval for ${enumerate(accepts, "or")} counts on ${ref} of ${id} too.`,
    ),
    `Nobody approves what he has a part in. A contributor whom nobody knows ${unresolved === "deny" ? "stops the change" : "is let through"}${ignore.length === 0 ? "" : `; ${enumerate(ignore)} ${ignore.length === 1 ? "counts" : "count"} as nobody`}.`,
    ...submodules.map(({ path, repository: other }) => `The submodule ${path} of ${id} may move; it is ${other}.`),
  ];
}

function explainEnvironment(policy: Policy, environment: Environment): readonly string[] {
  const { id, freshness, rollback, breakGlass } = environment;
  const required = requirementsOf(policy, environment).map(
    (requirement) =>
      `To go to ${id}, ${spellClaim(requirement)} must be approved by ${spellReviewers(policy, requirement)}, ${spellCoverage(requirement)} (${requirement.id}).`,
  );
  return [
    ...(required.length === 0 ? [`Any commit may go to ${id}: nothing is required there.`] : required),
    ...unaskedIn(policy, environment).map(
      ({ requirement, patterns }) =>
        `Paths claimed only by ${requirement.id} (${patterns.join(", ")}) pass ${id} unreviewed: it does not ask for ${requirement.id}.`,
    ),
    ...(freshness === undefined
      ? []
      : [`The gate of ${id} wants a log that witnesses saw within ${spellDuration(freshness)}.`]),
    ...(rollback === undefined
      ? []
      : [
          `${id} may go back, offline too, to one of the last ${rollback.depth} states that its gate allowed within ${spellDuration(rollback.within)}, while the gate's own word is at most ${spellDuration(rollback.staleness)} old.`,
        ]),
    ...(breakGlass === undefined
      ? []
      : [
          `In an emergency ${spellBreakGlass(breakGlass)} together let one commit go to ${id} for at most ${spellDuration(breakGlass.ttl)}; it must be reviewed within ${spellDuration(breakGlass.reviewWithin)}.`,
        ]),
  ];
}

function explainUnchecked({ repositories, environments, requirements, log }: Policy): readonly string[] {
  const open = environments.filter(({ requires }) => requires.length === 0).map(({ id }) => id);
  const required = new Set(environments.flatMap(({ requires }) => requires));
  const idle = requirements.filter(({ id }) => !required.has(id)).map(({ id }) => id);
  return [
    ...repositories
      .filter(({ scope }) => scope.exclude.length > 0)
      .map(({ id, scope }) => `Nobody checks ${enumerate(scope.exclude.map(({ text }) => text))} in ${id}.`),
    ...(open.length === 0 ? [] : [`Nobody checks what goes to ${enumerate(open)}.`]),
    ...(idle.length === 0 ? [] : [`Nobody has to meet ${enumerate(idle)}: no environment requires it.`]),
    ...(log.quorum === "none" ? ["Nobody but the operator checks that the log shows everybody the same."] : []),
  ];
}

function explainHistory(policy: Policy): readonly string[] {
  return [
    ...policy.revokedKeys.map(
      ({ fingerprint, fromLeaf }) => `What the key ${fingerprint} signed from leaf ${fromLeaf} on never counted.`,
    ),
    ...policy.void.map(({ leaf, record, reason }) => `Record ${record} at leaf ${leaf} never counted: ${reason}`),
  ];
}

function explainLog({ log, machines }: Policy): readonly string[] {
  const service = machines.filter(({ kind }) => kind === "service").map(({ id }) => id);
  const gates = machines.filter(({ kind }) => kind === "gate");
  const limit =
    log.inclusionWithin === undefined
      ? ""
      : `; witnesses withhold it when a decision is not logged within ${spellDuration(log.inclusionWithin)}`;
  return [
    `Everything is logged in ${log.origin}; a checkpoint counts with the cosignature of ${spellQuorum(log.quorum)}${limit}.`,
    ...(service.length === 0 ? [] : [`Changes are logged by ${enumerate(service)}.`]),
    ...gates.map(({ id, environments }) => `${id} logs what is deployed to ${enumerate(environments)}.`),
  ];
}
