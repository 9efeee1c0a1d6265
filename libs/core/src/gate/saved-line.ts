import type { Oid } from "../objects/oid.ts";
import type { Cover } from "../state/fact.ts";

/**
 * A cover of content that somebody spoke about since, with the digest of that content. `lost`: leaf of the newest policy
 * version that took a key or a record from it.
 */
export type ContestedCover = { readonly digest: string; readonly cover: Cover; readonly lost?: number };

/** What a gate's state knows of the line that is asked about: one environment, repository and ref. */
export type SavedLine = {
  /** The newest commit that was allowed: the candidate must descend from it. */
  readonly head: Oid;
  /** The allowed commit that the judgement starts from, the newest unless a longer run is looked for. */
  readonly start: Oid;
  /** Size of the log when the newest commit was allowed. */
  readonly size: number;
  /**
   * Requirements, by id, that are settled at `start`, each with its hash, the size of the log when it was last judged, and
   * the commit below `start` up to which its people have looked, where the requirement names classes (`ClaimedSteps.seen`).
   */
  readonly settled: ReadonlyMap<string, { readonly hash: string; readonly size: number; readonly seen?: Oid }>;
  /** Everything that was ever allowed here. */
  readonly allowed: ReadonlySet<Oid>;
  /** Record ids of approvals that carry something at or below `start`, by requirement hash. */
  readonly used: ReadonlyMap<string, ReadonlySet<string>>;
  /** Covers at or below `start` whose standing must be looked at again. */
  readonly contested: readonly ContestedCover[];
  /** Those of `contested` whose content the candidate has no more. */
  readonly gone: ReadonlySet<Cover>;
};
