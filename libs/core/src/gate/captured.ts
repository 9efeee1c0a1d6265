import type { ChangeDigest } from "../change/digest.ts";
import type { ChangeRecord } from "../change/record.ts";
import type { LogContents, LoggedReview } from "../log/contents.ts";
import type { Path } from "../objects/path.ts";
import { sumOf } from "./net.ts";

/** A captured change with all decisions on it, in the order of the log. */
export type Captured = {
  readonly record: ChangeRecord;
  /** Fingerprint of its entries, see `netDifference`. */
  readonly sum: number;
};

/** The captured changes and decisions that may speak for one ref of one repository. */
export type CapturedChanges = {
  readonly byDigest: ReadonlyMap<ChangeDigest, readonly Captured[]>;
  /** Sums of all captured changes: a run whose net sum is not here cannot be one of them. */
  readonly sums: ReadonlySet<number>;
  readonly touching: (path: Path) => readonly Captured[];
  /** Whether a later revision of the same proposal was captured. */
  readonly isRevised: (change: string) => boolean;
  /** Decisions on a digest for this repository and the refs that count. */
  readonly reviews: (digest: ChangeDigest) => readonly LoggedReview[];
  /** People with a part in any captured change of that digest, on whatever ref (attack B27). */
  readonly contributors: (digest: ChangeDigest) => ReadonlySet<string>;
};

/** Indexes the log's changes and decisions for a repository and the refs whose approvals count. */
export function capturedChanges(log: LogContents, repository: string, refs: ReadonlySet<string>): CapturedChanges {
  const here = log.changes.filter(({ record }) => record.repository.id === repository && refs.has(record.ref));
  const captured = here.map(({ record }) => ({ record, sum: sumOf(record.entries) }));
  const byDigest = Map.groupBy(captured, ({ record }) => record.changeDigest);
  const reviews = Map.groupBy(
    log.reviews.filter(({ record }) => record.repository.id === repository && refs.has(record.ref)),
    ({ record }) => record.changeDigest,
  );
  const contributors = contributorsByDigest(log);
  const revised = new Set(here.flatMap(({ record }) => record.previous));
  return {
    byDigest,
    sums: new Set(captured.map(({ sum }) => sum)),
    touching: touching(captured),
    isRevised: (change) => revised.has(change),
    reviews: (digest) => reviews.get(digest) ?? [],
    contributors: (digest) => contributors.get(digest) ?? new Set(),
  };
}

function contributorsByDigest({ changes, policy }: LogContents): ReadonlyMap<ChangeDigest, ReadonlySet<string>> {
  const accounts = new Map(
    policy.policy.people.flatMap((person) => person.github.map((account) => [`github:${account}`, person.id])),
  );
  const people = new Map<ChangeDigest, Set<string>>();
  for (const { record } of changes) {
    const set = people.get(record.changeDigest) ?? new Set();
    for (const contributor of record.contributors) contributor.as.forEach((person) => set.add(person));
    for (const pusher of record.pushers) set.add(accounts.get(pusher) ?? pusher);
    people.set(record.changeDigest, set);
  }
  return people;
}

/** Built on first use: only the clean-merge class asks by path. */
function touching(captured: readonly Captured[]): (path: Path) => readonly Captured[] {
  let index: Map<Path, Captured[]> | undefined;
  return (path) => {
    index ??= indexByPath(captured);
    return index.get(path) ?? [];
  };
}

function indexByPath(captured: readonly Captured[]): Map<Path, Captured[]> {
  const index = new Map<Path, Captured[]>();
  for (const one of captured)
    for (const { path } of one.record.entries) {
      const list = index.get(path);
      if (list === undefined) index.set(path, [one]);
      else list.push(one);
    }
  return index;
}
