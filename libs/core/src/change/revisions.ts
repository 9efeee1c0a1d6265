import type { LogContents, Logged } from "../log/contents.ts";
import type { ChangeRecord } from "./record.ts";

/**
 * A proposal as the log has it: the change that it is now, the changes that it was before (newest first), and every
 * move in the order of the log, so that going back and forth stays visible (attack A2).
 */
export type Revisions = {
  readonly newest: Logged<ChangeRecord>;
  readonly replaced: readonly Logged<ChangeRecord>[];
  readonly moves: readonly Logged<ChangeRecord>[];
};

/** All captured changes by the proposal they belong to, the proposal that moved last first; one without a name is its own. */
export function revisionsOf({ changes }: Pick<LogContents, "changes">): readonly Revisions[] {
  const groups = Map.groupBy(changes, ({ record }) => proposalKey(record));
  return [...groups.values()].flatMap(revisions).toSorted((a, b) => b.newest.leaf - a.newest.leaf);
}

/** The change that the proposal of a captured change is now; undefined where that is this one. */
export function replacedBy(contents: Pick<LogContents, "changes">, { change }: ChangeRecord): string | undefined {
  const own = revisionsOf(contents).filter(({ moves }) => moves.some(({ record }) => record.change === change));
  const now = own.map(({ newest }) => newest.record.change);
  return now.includes(change) ? undefined : now[0];
}

/** One text for each proposal, by which its revisions belong together. */
export function proposalKey({ proposal, repository, ref, change }: ChangeRecord): string {
  return proposal === undefined ? change : JSON.stringify([repository.id, ref, proposal]);
}

function revisions(records: readonly Logged<ChangeRecord>[]): readonly Revisions[] {
  const newest = records.at(-1);
  if (newest === undefined) return [];
  const moves = records.filter(({ record }, at) => record.change !== records[at - 1]?.record.change);
  const last = new Map(records.map((logged) => [logged.record.change, logged]));
  last.delete(newest.record.change);
  return [{ newest, moves, replaced: [...last.values()].toSorted((a, b) => b.leaf - a.leaf) }];
}
