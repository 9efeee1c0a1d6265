import type { CommitWithId, Oid, Repository } from "@countersign/core";

/** The newest commits of a first-parent line, newest first, and the one below them if there is one. */
export function newestCommits(repository: Repository, tip: Oid, last: number): Promise<readonly CommitWithId[]> {
  let left = last;
  return repository.firstParents(tip, { stop: () => left-- === 0, limit: last + 1 });
}
