import { nodeCrypto } from "@countersign/crypto/node";
import { changeDigest } from "../change/digest.ts";
import type { Entry } from "../change/entry.ts";
import type { ChangeRecord, PolicyName } from "../change/record.ts";
import type { Review } from "../decision/review.ts";
import type { LogContents, Logged, LoggedBaseline, LoggedReview, SignedBy } from "../log/contents.ts";
import type { Oid } from "../objects/oid.ts";
import type { Baseline } from "../policy/baseline.ts";
import type { PolicyVersion } from "../policy/policy.ts";
import { organisationOf } from "../policy/roster.ts";
import type { Deployment } from "./deployment.ts";
import { draftedPolicy } from "./drafted-policy.testing.ts";
import type { Overrides } from "./drafted-policy.testing.ts";
import { madeUp, sha256Of, treeOf } from "./made-up.testing.ts";

/** 2026-11-22T12:00:00Z in seconds: what the witnesses vouch for. */
export const NOON = Date.parse("2026-11-22T12:00:00Z") / 1000;
export const MAIN = "refs/heads/main";
export const FEED = { id: "github:123456", uri: "git+https://github.com/acme/feed" } as const;
/** Where every drafted line begins. */
export const START = madeUp("c0");

/** What a log says, made record by record as if every signature had been verified. Options replace fields of the record. */
export type DraftedLog = {
  /** Captures entries on `START`; returns the id of the change. */
  readonly capture: (entries: readonly Entry[], options?: Partial<ChangeRecord>) => string;
  /** A decision about a change, an approval unless said, in the role of the person's organisation. */
  readonly review: (
    change: string,
    person: string,
    options?: Partial<Review> & { readonly fingerprint?: string },
  ) => LoggedReview;
  /** A baseline, for all requirements and signed by everybody unless said. */
  readonly baseline: (
    commit: Oid,
    options?: Partial<Baseline> & { readonly signers?: readonly string[] },
  ) => LoggedBaseline;
  /** A receipt of a deployment to production that succeeded; returns its leaf. */
  readonly receipt: (commit: Oid, options?: Partial<Deployment>) => number;
  readonly contents: () => LogContents;
};

/** Begins with the policy (`draftedPolicy`) and a baseline of `START` that everybody signed. */
export function draftedLog(overrides: Overrides = {}): DraftedLog {
  const version = draftedPolicy(overrides);
  const inForce = { ...version, leaf: 0, id: sha256Of("policy") };
  const baselines: LoggedBaseline[] = [];
  const changes: Logged<ChangeRecord>[] = [];
  const reviews: LoggedReview[] = [];
  const deployments: Logged<Deployment>[] = [];
  let size = 1;
  const place = () => ({ leaf: size, id: sha256Of(`record ${size++}`) });
  const log: DraftedLog = {
    capture: (entries, options = {}) => {
      const { leaf, id } = place();
      const record = { ...changeOf(version, id, entries), ...options };
      changes.push({ leaf, id, record });
      return record.change;
    },
    review: (change, person, { fingerprint = fingerprintOf(person), ...options } = {}) => {
      const captured = changes.find(({ record }) => record.change === change)?.record;
      if (captured === undefined) throw new Error(`no change ${change}`);
      const { leaf, id } = place();
      const logged = { leaf, id, fingerprint, record: { ...reviewOf(version, captured, id, person), ...options } };
      reviews.push(logged);
      return logged;
    },
    baseline: (commit, { signers = version.policy.people.map(({ id }) => id), ...options } = {}) => {
      const record = { ...baselineOf(version, commit), ...options };
      const logged = { ...place(), record, signedBy: signers.map((person) => signedBy(version, person)) };
      baselines.push(logged);
      return logged;
    },
    receipt: (commit, options = {}) => {
      const { leaf, id } = place();
      deployments.push({ leaf, id, record: { ...deploymentOf(commit), ...options } });
      return leaf;
    },
    contents: () => ({
      origin: version.policy.log.origin,
      size,
      root: new Uint8Array(32),
      time: NOON,
      policies: [inForce],
      policy: inForce,
      baselines,
      changes,
      reviews,
      deployments,
      breakGlass: [],
      incidents: [],
      voided: [],
    }),
  };
  log.baseline(START);
  return log;
}

function changeOf(version: PolicyVersion, id: string, entries: readonly Entry[]): ChangeRecord {
  return {
    change: sha256Of(`change ${id}`),
    repository: FEED,
    ref: MAIN,
    base: { gitCommit: START, gitTree: treeOf(START) },
    head: { gitCommit: madeUp(`head ${id}`) },
    result: { gitTree: madeUp(`result ${id}`) },
    changeDigest: changeDigest(nodeCrypto, "sha1", entries) ?? `cs-diff-v1:${"0".repeat(64)}`,
    objectFormat: "sha1",
    entries,
    excluded: 0,
    commits: 1,
    contributors: [],
    pushers: [],
    previous: [],
    claim: { title: "", text: "" },
    packet: { sha256: "e".repeat(64), renderer: "text-1" },
    policy: nameOf(version),
  };
}

function reviewOf({ policy }: PolicyVersion, captured: ChangeRecord, id: string, person: string): Review {
  const { change, repository, ref, base, head, result, packet } = captured;
  return {
    change,
    repository,
    ref,
    base,
    head,
    result,
    changeDigest: captured.changeDigest,
    policy: captured.policy,
    packet,
    decision: "approve",
    role: policy.roles.find(({ people }) => people.includes(person))?.id ?? "none",
    reviewer: { person, organisation: organisationOf(policy, person)?.id ?? "none" },
    id,
    message: "",
    claimedTime: "2026-11-22T10:00:00Z",
  };
}

function baselineOf(version: PolicyVersion, commit: Oid): Baseline {
  const requirements = version.policy.requirements.map(({ id }) => id);
  const tree = treeOf(commit);
  return { repository: FEED, ref: MAIN, commit, tree, policy: nameOf(version), requirements, message: "" };
}

function signedBy({ policy }: PolicyVersion, person: string): SignedBy {
  return { person, organisation: organisationOf(policy, person)?.id ?? "none", fingerprint: fingerprintOf(person) };
}

function deploymentOf(commit: Oid): Deployment {
  const environment = "production-eu";
  return { repository: FEED, ref: MAIN, commit, environment, verdict: "f".repeat(64), state: "succeeded" };
}

function fingerprintOf(person: string): string {
  return `SHA256:${person}`;
}

function nameOf({ policy, sha256 }: PolicyVersion): PolicyName {
  return { version: policy.version, sha256 };
}
