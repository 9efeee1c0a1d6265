import { proposalKey } from "@countersign/core";
import type { ChangeRecord, LogContents, Logged, LoggedReview } from "@countersign/core";

/** What a log says, by what belongs together, so that one change is looked at without reading all others. */
export type LogIndex = {
  readonly contents: LogContents;
  readonly byDigest: ReadonlyMap<string, readonly Logged<ChangeRecord>[]>;
  readonly byProposal: ReadonlyMap<string, readonly Logged<ChangeRecord>[]>;
  readonly reviews: ReadonlyMap<string, readonly LoggedReview[]>;
  /** The newest record of each change. */
  readonly newest: ReadonlyMap<string, Logged<ChangeRecord>>;
};

/** Groups what a log says; linear in its records. */
export function indexOf(contents: LogContents): LogIndex {
  const { changes, reviews } = contents;
  return {
    contents,
    byDigest: Map.groupBy(changes, ({ record }) => record.changeDigest),
    byProposal: Map.groupBy(changes, ({ record }) => proposalKey(record)),
    reviews: Map.groupBy(reviews, ({ record }) => record.changeDigest),
    newest: new Map(changes.map((logged) => [logged.record.change, logged])),
  };
}

/** The log as far as it concerns one change, as it was with its first `size` leaves; undefined before it had a policy. */
export function logAbout(index: LogIndex, record: ChangeRecord, size: number): LogContents | undefined {
  const { contents, byDigest, byProposal, reviews } = index;
  const before = ({ leaf }: { readonly leaf: number }) => leaf < size;
  const policies = contents.policies.filter(before);
  const policy = policies.at(-1);
  if (policy === undefined) return undefined;
  const changes = new Set([
    ...(byDigest.get(record.changeDigest) ?? []),
    ...(byProposal.get(proposalKey(record)) ?? []),
  ]);
  return {
    ...contents,
    policies,
    policy,
    changes: [...changes].filter(before).toSorted((a, b) => a.leaf - b.leaf),
    reviews: (reviews.get(record.changeDigest) ?? []).filter(before),
  };
}
