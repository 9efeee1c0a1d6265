import { proposalKey } from "@countersign/core";
import type { LogIndex } from "./log-index.ts";

/** What of a log was projected: its first leaves, and approvals that ended up to a time in seconds. */
export type Projected = { readonly size: number; readonly time: number };

/**
 * The changes whose rows may have become others since, apart from a new policy, which may make all of them others: those of
 * the content and the proposal of each new record, and those with an approval that has ended meanwhile.
 */
export function affectedSince(index: LogIndex, since: Projected, now: number): ReadonlySet<string> {
  const { contents, byDigest, byProposal, newest } = index;
  const isNew = ({ leaf }: { readonly leaf: number }) => leaf >= since.size;
  const ended = (notAfter: string | undefined) => {
    if (notAfter === undefined) return false;
    const end = Date.parse(notAfter) / 1000;
    return end >= since.time && end < now;
  };
  const said = contents.reviews.filter((one) => isNew(one) || ended(one.record.conditions?.notAfter));
  const captured = contents.changes.filter(isNew);
  const digests = new Set([...captured, ...said].map(({ record }) => record.changeDigest));
  const proposals = new Set(captured.map(({ record }) => proposalKey(record)));
  const landed = landedIn(index, isNew);
  const found = [
    ...[...digests].flatMap((digest) => byDigest.get(digest) ?? []),
    ...[...proposals].flatMap((key) => byProposal.get(key) ?? []),
    ...[...newest.values()].filter(
      ({ record }) => landed.has(record.head.gitCommit) || landed.has(record.result.gitTree),
    ),
  ];
  return new Set(found.map(({ record }) => record.change));
}

/** Commits that were deployed, and trees that a baseline is about. */
function landedIn({ contents }: LogIndex, isNew: (one: { readonly leaf: number }) => boolean): ReadonlySet<string> {
  return new Set([
    ...contents.deployments.filter(isNew).map(({ record }) => record.commit),
    ...contents.baselines.filter(isNew).map(({ record }) => record.tree),
  ]);
}
