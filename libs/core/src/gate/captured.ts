import type { ChangeDigest } from "../change/digest.ts";
import type { LoggedReview } from "../log/contents.ts";
import type { Path } from "../objects/path.ts";
import type { GateLog } from "./gate-log.ts";
import type { RememberedChange } from "./remembered.ts";

/** A captured change that may explain a segment. */
export type Captured = { readonly record: RememberedChange };

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
export function capturedChanges(log: GateLog, repository: string, refs: ReadonlySet<string>): CapturedChanges {
  const here = log.changes.filter(({ record }) => record.repository.id === repository && refs.has(record.ref));
  const captured = here.map(({ record }) => ({ record }));
  const byId = Map.groupBy(captured, ({ record }) => record.change);
  const byDigest = Map.groupBy(captured, ({ record }) => record.changeDigest);
  const reviews = Map.groupBy(
    log.reviews.filter(({ record }) => record.repository.id === repository && refs.has(record.ref)),
    ({ record }) => record.changeDigest,
  );
  const contributors = contributorsByDigest(log);
  const revised = new Set(here.flatMap(({ record }) => record.previous));
  return {
    byDigest,
    sums: new Set(captured.map(({ record }) => record.sum)),
    touching: (path) => [...log.touching(path)].flatMap((change) => byId.get(change) ?? []),
    isRevised: (change) => revised.has(change),
    reviews: (digest) => reviews.get(digest) ?? [],
    contributors: (digest) => contributors.get(digest) ?? new Set(),
  };
}

function contributorsByDigest({ changes, policy }: GateLog): ReadonlyMap<ChangeDigest, ReadonlySet<string>> {
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
