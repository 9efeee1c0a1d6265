import { revisionsOf } from "@countersign/core";
import type { ChangeRecord, LogContents } from "@countersign/core";

/** A log in which the records about one change are found without reading all others. */
export type LogByChange = {
  /** The log with only the captures and decisions of the same content: how one change stands is computed from these alone. */
  readonly about: (record: ChangeRecord) => LogContents;
  /** Whether the proposal of a captured change is another change now. */
  readonly isReplaced: (record: ChangeRecord) => boolean;
};

/** Reads a log once, for however many changes are asked about. Says the same of each as `replacedBy` and the whole log. */
export function logByChange(log: LogContents): LogByChange {
  const changes = Map.groupBy(log.changes, ({ record }) => record.changeDigest);
  const reviews = Map.groupBy(log.reviews, ({ record }) => record.changeDigest);
  const revisions = revisionsOf(log);
  const captured = new Set(revisions.flatMap(({ moves }) => moves.map(({ record }) => record.change)));
  const newest = new Set(revisions.map((one) => one.newest.record.change));
  return {
    about: ({ changeDigest }) => ({
      ...log,
      changes: changes.get(changeDigest) ?? [],
      reviews: reviews.get(changeDigest) ?? [],
    }),
    isReplaced: ({ change }) => captured.has(change) && !newest.has(change),
  };
}
