import { requireResolved } from "../change/contributors.ts";
import type { Entry } from "../change/entry.ts";
import type { Sha256 } from "../crypto.ts";
import { CountersignError } from "../error.ts";
import { questionKey } from "../gate/facts.ts";
import { gateLog } from "../gate/gate-log.ts";
import type { ContentQuestion, GateFacts } from "../gate/facts.ts";
import { contentQuestions } from "../gate/questions.ts";
import type { LogContents, LoggedBaseline, LoggedPolicy } from "../log/contents.ts";
import type { Policy, PolicyVersion } from "../policy/policy.ts";
import { protectedRef, repositoryById } from "../policy/roster.ts";
import type { PolicyCase } from "./case.ts";
import { LANDED, SETTLED, changeOf, commitBy, entriesOf } from "./staged-change.ts";
import type { Captured, Place } from "./staged-change.ts";
import { decided } from "./staged-decisions.ts";

/** When every case plays: witnesses and gate agree on the time. */
export const STAGE_TIME = 1_800_000_000;

/**
 * The facts of a case: a settled commit, one change on top of it that was captured and decided about as the case says, and
 * a log that holds nothing else. The leaves lie above everything that the policy says about leaves. Codes: those of a
 * capture (`policy.repository`, `policy.ref`, `change.contributor-unresolved`) and of a decision (`attest.key-unknown`,
 * `statement.…`, `usage.role`); `usage.case` where the case does not say which repository or ref it means.
 */
export function stageCase(crypto: Sha256, version: PolicyVersion, one: PolicyCase): GateFacts {
  const place = placeOf(version.policy, one);
  const entries = entriesOf(crypto, place.repository, one.paths);
  const contributors = requireResolved(one.authors.map(commitBy), version.policy, place.repository.contributors);
  const { log, people } = logOf(crypto, version, place, one, { entries, contributors });
  const { classes } = one;
  const facts = {
    crypto,
    request: { ...named(place), commit: LANDED.commit, environment: one.environment, source: "" },
    log: gateLog(log),
    line: { edges: [{ from: SETTLED, to: LANDED, entries, people }], commits: [SETTLED.commit, LANDED.commit] },
    ...(classes === undefined
      ? {}
      : { classes: { edges: [new Map(entries.map(({ path }) => [path, classes]))], ranges: new Map() } }),
  };
  return { ...facts, answers: answersTo(contentQuestions(facts), one, entries) };
}

function placeOf(policy: Policy, { repository, ref }: PolicyCase): Place {
  const found = repository === undefined ? only(policy.repositories, "repository") : repositoryById(policy, repository);
  return { repository: found, ref: ref === undefined ? only(found.refs, "ref").ref : protectedRef(found, ref).ref };
}

function only<T>(items: readonly T[], what: string): T {
  const [item, ...others] = items;
  if (item !== undefined && others.length === 0) return item;
  throw new CountersignError(
    "usage.case",
    `the policy has ${items.length} of them: say which ${what} the case is about`,
  );
}

function named({ repository, ref }: Place) {
  return { repository: repository.id, ref };
}

function logOf(crypto: Sha256, version: PolicyVersion, place: Place, one: PolicyCase, captured: Captured) {
  const { policy } = version;
  const leaf = firstLeaf(policy);
  const inForce: LoggedPolicy = { ...version, leaf, id: "policy" };
  const change = changeOf(crypto, version, place, one, captured);
  const empty: LogContents = {
    origin: policy.log.origin,
    size: leaf + 3 + one.decisions.length,
    root: new Uint8Array(32),
    time: STAGE_TIME,
    policies: [inForce],
    policy: inForce,
    baselines: [{ leaf: leaf + 1, id: "baseline", record: baselineOf(version, place), signedBy: everybody(policy) }],
    changes: [],
    reviews: [],
    deployments: [],
    breakGlass: [],
    incidents: [],
    voided: policy.void,
  };
  const people = [...new Set(captured.contributors.flatMap((contributor) => contributor.as))];
  if (change === undefined) return { log: empty, people };
  const logged = { ...empty, changes: [{ leaf: leaf + 2, id: "change", record: change }] };
  return { log: { ...logged, reviews: decided(crypto, logged, change, one) }, people };
}

/** Above every leaf that the policy speaks of: a key that was revoked once is revoked in every case. */
function firstLeaf({ revokedKeys, void: voided }: Policy): number {
  return 1 + Math.max(0, ...revokedKeys.map(({ fromLeaf }) => fromLeaf), ...voided.map(({ leaf }) => leaf));
}

function baselineOf({ sha256, policy }: PolicyVersion, { repository, ref }: Place) {
  return {
    repository: { id: repository.id, uri: repository.uri },
    ref,
    ...SETTLED,
    policy: { version: policy.version, sha256 },
    requirements: policy.requirements.map((requirement) => requirement.id),
    message: "",
  };
}

function everybody({ people }: Policy): LoggedBaseline["signedBy"] {
  return people.map(({ id, organisation }) => ({ person: id, organisation, fingerprint: "SHA256:staged" }));
}

/** What Git would say: the change merges cleanly, and its base is the settled commit unless it moved. */
function answersTo(questions: readonly ContentQuestion[], { baseMoved }: PolicyCase, entries: readonly Entry[]) {
  const of = (kind: ContentQuestion["kind"]) =>
    questions.filter((question) => question.kind === kind).map(({ edge, change }) => questionKey(edge, change.change));
  return {
    sameBase: new Map(of("same-base").map((key) => [key, !baseMoved])),
    merges: new Map(of("merge").map((key) => [key, entries])),
  };
}
