import { formatHex } from "@countersign/attest";
import type { PublicKey } from "@countersign/attest";
import { spellDuration } from "../duration.ts";
import type { Environment, Policy } from "../policy.ts";
import {
  enumerate,
  spellBreakGlass,
  spellClaim,
  spellCoverage,
  spellQuorum,
  spellReviewers,
  spellScope,
  spellThreshold,
} from "./words.ts";

/** One thing that a policy says, under a name that stays the same from version to version. */
export type Facet = {
  readonly says: string;
  /** Orders what two versions say: more is stricter. Without it a change is only a change. */
  readonly strength?: number;
  /** Whether having it at all is stricter than not having it, or laxer. */
  readonly presence?: "stricter" | "laxer";
  /** The name of the facet that this one is a detail of: where that appears or disappears, this one goes without saying. */
  readonly part?: string;
  /** What to say of the whole when it appears or disappears with all its details. */
  readonly whole?: string;
};

/** Everything that a policy says, by name. Two policies with equal facets differ in nothing that a gate looks at. */
export function facetsOf(policy: Policy): ReadonlyMap<string, Facet> {
  return new Map([
    ...environmentFacets(policy),
    ...requirementFacets(policy),
    ...repositoryFacets(policy),
    ...peopleFacets(policy),
    ...historyFacets(policy),
    ...logFacets(policy),
  ]);
}

type Named = readonly [string, Facet];

function* environmentFacets(policy: Policy): Iterable<Named> {
  for (const { id, requires, freshness, verdictTtl, rollback, breakGlass } of policy.environments) {
    const part = `environment ${id}`;
    const whole = requires.length === 0 ? "anything may go there" : `requires ${enumerate(requires)}`;
    yield [part, { says: "", whole }];
    for (const name of requires) yield [`${id} requires ${name}`, { says: "required", presence: "stricter", part }];
    if (freshness !== undefined) yield [`freshness of ${id}`, { ...timeFacet(freshness, "stricter"), part }];
    if (verdictTtl !== undefined) yield [`life of a verdict for ${id}`, { ...timeFacet(verdictTtl, "stricter"), part }];
    if (rollback !== undefined) yield* rollbackFacets(`rollback of ${id}`, rollback);
    if (breakGlass !== undefined) yield* breakGlassFacets(`emergency exit of ${id}`, breakGlass);
  }
}

function* rollbackFacets(
  part: string,
  { within, depth, staleness }: NonNullable<Environment["rollback"]>,
): Iterable<Named> {
  const whole = `to one of the last ${depth} states within ${spellDuration(within)}`;
  yield [part, { says: "", presence: "laxer", whole }];
  yield [`time of ${part}`, { ...timeFacet(within, "laxer"), part }];
  yield [`depth of ${part}`, { says: `${depth}`, strength: -depth, part }];
  yield [`staleness of ${part}`, { ...timeFacet(staleness, "laxer"), part }];
}

function* breakGlassFacets(part: string, breakGlass: NonNullable<Environment["breakGlass"]>): Iterable<Named> {
  const { ttl, reviewWithin } = breakGlass;
  const whole = `opened by ${spellBreakGlass(breakGlass)} for ${spellDuration(ttl)}`;
  yield [part, { says: "", presence: "laxer", whole }];
  yield [`who opens the ${part}`, { says: spellBreakGlass(breakGlass), part }];
  yield [`time of the ${part}`, { ...timeFacet(ttl, "laxer"), part }];
  yield [`review after the ${part}`, { ...timeFacet(reviewWithin, "laxer"), part }];
}

/** Less time is always stricter. */
function timeFacet(seconds: number, presence: "stricter" | "laxer"): Facet {
  return { says: spellDuration(seconds), strength: -seconds, presence };
}

function* requirementFacets(policy: Policy): Iterable<Named> {
  for (const requirement of policy.requirements) {
    const { id, count, coverage, paths, classes } = requirement;
    const part = `requirement ${id}`;
    const [claim, reviewers] = [spellClaim(requirement), spellReviewers(policy, requirement)];
    yield [part, { says: "", presence: "stricter", whole: `${claim} must be approved by ${reviewers}` }];
    yield [`what ${id} claims`, { says: claim, strength: breadth(paths, classes), part }];
    yield [`who meets ${id}`, { says: reviewers, part }];
    yield [`people who must agree for ${id}`, { says: `${count}`, strength: count, part }];
    for (const each of coverage) {
      const says = spellCoverage({ ...requirement, coverage: [each] });
      yield [`${each} for ${id}`, { says, presence: "laxer", part }];
    }
  }
  const { detectors } = policy;
  if (detectors !== undefined) yield ["detectors", { says: `${detectors.version} (${detectors.sha256})` }];
}

/** Everything is broadest; among lists nothing is said, since neither may contain the other. */
function breadth(paths: Policy["requirements"][number]["paths"], classes: readonly string[] | undefined): number {
  const allPaths = paths === undefined || paths.some(({ text }) => text === "**");
  return (allPaths ? 1 : 0) + (classes === undefined ? 1 : 0);
}

function* repositoryFacets({ repositories }: Policy): Iterable<Named> {
  for (const repository of repositories) {
    const { id, uri, refs, scope, contributors, submodules, oldHeaderDefects } = repository;
    const part = `repository ${id}`;
    yield [part, { says: uri, presence: "stricter", whole: `${uri}, in scope ${spellScope(repository)}` }];
    for (const { text } of scope.include) yield [`${text} in ${id}`, { says: "in scope", presence: "stricter", part }];
    for (const { text } of scope.exclude)
      yield [`exclusion of ${text} in ${id}`, { says: "out of scope", presence: "laxer", part }];
    for (const { ref, accepts } of refs) {
      const whole = `${ref} of ${id}`;
      yield [whole, { says: "protected", presence: "stricter", part }];
      for (const other of accepts)
        yield [`approvals for ${other} on ${whole}`, { says: "accepted", presence: "laxer", part: whole }];
    }
    const denied = contributors.unresolved === "deny";
    const says = denied ? "stop a change" : "are let through";
    yield [`unknown contributors of ${id}`, { says, strength: denied ? 1 : 0, part }];
    for (const address of contributors.ignore)
      yield [`contributor ${address} of ${id}`, { says: "counts as nobody", presence: "laxer", part }];
    for (const { path, repository: other } of submodules)
      yield [`submodule ${path} of ${id}`, { says: `may move, in ${other}`, presence: "laxer", part }];
    for (const commit of oldHeaderDefects)
      yield [`malformed commit ${commit} of ${id}`, { says: "let through", presence: "laxer", part }];
  }
}

function* peopleFacets({ organisations, people, roles, governance, machines }: Policy): Iterable<Named> {
  for (const { id, kind, git, origins } of organisations) {
    const part = `organisation ${id}`;
    yield [part, { says: kind === "operator" ? "the operator" : "a reviewer" }];
    for (const pattern of git) yield [`addresses ${pattern} of ${id}`, { says: "known", presence: "laxer", part }];
    for (const { origin, rpId } of origins)
      yield [`page ${origin} of ${id}`, { says: `signs with passkeys of ${rpId}`, presence: "laxer", part }];
  }
  for (const { id, organisation, keys, git, github, retired } of people) {
    const part = `person ${id}`;
    const accounts = github.map((account) => `account ${account}`);
    yield [part, { says: `of ${organisation}${retired ? ", left" : ""}` }];
    for (const key of keys) yield [`key ${spellKey(key)} of ${id}`, { says: "signs", presence: "laxer", part }];
    for (const name of [...git, ...accounts]) yield [`${name} of ${id}`, { says: "known", presence: "stricter", part }];
  }
  for (const { id, organisation, people: own } of roles)
    yield [`role ${id}`, { says: `${enumerate(own)} (${organisation})` }];
  for (const [index, threshold] of governance.entries()) {
    const nth = governance.slice(0, index).filter(({ organisation }) => organisation === threshold.organisation).length;
    const name = `governance by ${threshold.organisation}${nth === 0 ? "" : ` (${nth + 1})`}`;
    yield [name, { says: spellThreshold(threshold), strength: threshold.count, presence: "stricter" }];
  }
  for (const { id, kind, environments, key } of machines)
    yield [
      `machine ${id}`,
      { says: `${kind}${environments.length === 0 ? "" : ` of ${enumerate(environments)}`}, key ${formatHex(key)}` },
    ];
}

function spellKey(key: PublicKey): string {
  return `${key.type} ${formatHex(key.point)}${"application" in key ? ` for ${key.application}` : ""}`;
}

function* historyFacets(policy: Policy): Iterable<Named> {
  for (const { fingerprint, fromLeaf } of policy.revokedKeys)
    yield [
      `key ${fingerprint}`,
      { says: `revoked from leaf ${fromLeaf} on`, strength: -fromLeaf, presence: "stricter" },
    ];
  for (const { leaf, record, reason } of policy.void)
    yield [`record at leaf ${leaf}`, { says: `${record} never counted: ${reason}`, presence: "laxer" }];
}

function* logFacets({ trial, log }: Policy): Iterable<Named> {
  yield ["kind of policy", { says: trial ? "trial" : "real", strength: trial ? 0 : 1 }];
  yield ["log", { says: `${log.origin}, key ${log.key}` }];
  yield ["quorum", { says: spellQuorum(log.quorum), strength: log.quorum === "none" ? 0 : 1 }];
  if (log.inclusionWithin !== undefined)
    yield [
      "time until a decision is logged",
      { says: spellDuration(log.inclusionWithin), strength: -log.inclusionWithin, presence: "stricter" },
    ];
  for (const { name, organisation, key, url } of log.witnesses)
    yield [`witness ${name}`, { says: `of ${organisation}, key ${key}${url === undefined ? "" : `, ${url}`}` }];
}
