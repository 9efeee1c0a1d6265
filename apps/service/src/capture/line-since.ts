import { CountersignError } from "@countersign/core";
import type { CommitWithId, LogContents, Oid, Repository } from "@countersign/core";

/** A protected ref that moved: where it was, and where it is. */
export type Moved = {
  readonly repository: string;
  readonly ref: string;
  readonly before: Oid | undefined;
  readonly after: Oid;
};

/** What came onto a protected ref's first-parent line. */
export type LineSince = {
  /** The new steps, oldest first. */
  readonly steps: readonly CommitWithId[];
  /** The old tip does not lie on the line any more. */
  readonly rewound: boolean;
  /** Nothing on the line is known or settled, so that no step of it can be told from another. */
  readonly unsettled: boolean;
};

/** Steps of one look. */
const LONGEST_LINE = 20_000;

/**
 * The steps above the newest commit that is known or settled: the old tip, a step that was looked at before, or a baseline,
 * which both sides signed for all that lies below. Before there is any of them nothing is promised, and there are no steps.
 */
export async function lineSince(
  repository: Repository,
  log: LogContents,
  { repository: id, ref, before, after }: Moved,
  isKnown: (oids: readonly Oid[]) => Promise<ReadonlySet<string>>,
): Promise<LineSince> {
  const baselines = new Set(
    log.baselines
      .filter(({ record }) => record.repository.id === id && record.ref === ref)
      .map(({ record }) => record.commit),
  );
  const forward = before === undefined ? undefined : await lineDownTo(repository, after, new Set([before]));
  const line = forward ?? (await lineDownTo(repository, after, baselines)) ?? (await wholeLine(repository, after));
  const known = forward === undefined ? await isKnown(line.map(({ oid }) => oid)) : new Set<string>();
  const end = line.findIndex(({ oid }) => oid === before || baselines.has(oid) || known.has(oid));
  return {
    steps: end === -1 ? [] : line.slice(0, end).toReversed(),
    rewound: before !== undefined && forward === undefined,
    unsettled: end === -1 && (before !== undefined || baselines.size > 0),
  };
}

/** The line from a tip to the first of some commits; undefined where it does not come to any. */
async function lineDownTo(
  repository: Repository,
  tip: Oid,
  ends: ReadonlySet<Oid>,
): Promise<readonly CommitWithId[] | undefined> {
  if (ends.size === 0) return undefined;
  const line = await bounded(repository, tip, (oid) => ends.has(oid));
  const last = line.at(-1);
  return last !== undefined && ends.has(last.oid) ? line : undefined;
}

function wholeLine(repository: Repository, tip: Oid): Promise<readonly CommitWithId[]> {
  return bounded(repository, tip, () => false);
}

/** A line that is longer than anybody looks at leads to nothing that is known. */
async function bounded(
  repository: Repository,
  tip: Oid,
  stop: (oid: Oid) => boolean,
): Promise<readonly CommitWithId[]> {
  try {
    return await repository.firstParents(tip, { stop, limit: LONGEST_LINE });
  } catch (error) {
    if (error instanceof CountersignError && error.code === "limit.range") return [];
    throw error;
  }
}
