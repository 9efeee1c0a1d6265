import { proposalKey } from "@countersign/core";
import type { ChangeRecord, Deployment, LogContents, Logged, LoggedBaseline, LoggedReview } from "@countersign/core";

/** What a log says, by what belongs together, so that one change is looked at without reading all others. */
export type LogIndex = {
  readonly contents: LogContents;
  readonly byDigest: ReadonlyMap<string, readonly Logged<ChangeRecord>[]>;
  readonly byProposal: ReadonlyMap<string, readonly Logged<ChangeRecord>[]>;
  readonly reviews: ReadonlyMap<string, readonly LoggedReview[]>;
  readonly deployments: ReadonlyMap<string, readonly Logged<Deployment>[]>;
  readonly baselines: ReadonlyMap<string, readonly LoggedBaseline[]>;
  /** The proposals that were at each change, by their keys: the same change may be proposed more than once. */
  readonly proposals: ReadonlyMap<string, readonly string[]>;
  /** The newest record of each change. */
  readonly newest: ReadonlyMap<string, Logged<ChangeRecord>>;
};

/** Groups what a log says: linear in its records the first time, nothing for the same contents again. */
export function indexOf(contents: LogContents): LogIndex {
  const known = indexes.get(contents);
  if (known !== undefined) return known;
  const index = groupedBy(contents);
  indexes.set(contents, index);
  return index;
}

const indexes = new WeakMap<LogContents, LogIndex>();

function groupedBy(contents: LogContents): LogIndex {
  const { changes, reviews, deployments, baselines } = contents;
  return {
    contents,
    byDigest: Map.groupBy(changes, ({ record }) => record.changeDigest),
    byProposal: Map.groupBy(changes, ({ record }) => proposalKey(record)),
    reviews: Map.groupBy(reviews, ({ record }) => record.changeDigest),
    deployments: Map.groupBy(deployments, ({ record }) => record.commit),
    baselines: Map.groupBy(baselines, ({ record }) => record.tree),
    proposals: proposalsOf(changes),
    newest: new Map(changes.map((logged) => [logged.record.change, logged])),
  };
}

/** The log as far as it concerns one change, as it was with its first `size` leaves; undefined before it had a policy. */
export function logAbout(index: LogIndex, record: ChangeRecord, size: number): LogContents | undefined {
  const { contents, byDigest, reviews } = index;
  const before = ({ leaf }: { readonly leaf: number }) => leaf < size;
  const policies = contents.policies.filter(before);
  const policy = policies.at(-1);
  if (policy === undefined) return undefined;
  const changes = new Set([...(byDigest.get(record.changeDigest) ?? []), ...recordsBeside(index, record.change)]);
  return {
    ...contents,
    policies,
    policy,
    changes: [...changes].filter(before).toSorted((a, b) => a.leaf - b.leaf),
    reviews: (reviews.get(record.changeDigest) ?? []).filter(before),
  };
}

/** Every record of every proposal that was ever at a change. */
export function recordsBeside({ proposals, byProposal }: LogIndex, change: string): readonly Logged<ChangeRecord>[] {
  return (proposals.get(change) ?? []).flatMap((key) => byProposal.get(key) ?? []);
}

function proposalsOf(changes: readonly Logged<ChangeRecord>[]): ReadonlyMap<string, readonly string[]> {
  const groups = Map.groupBy(changes, ({ record }) => record.change);
  return new Map(
    [...groups].map(([id, records]) => [id, [...new Set(records.map(({ record }) => proposalKey(record)))]]),
  );
}
