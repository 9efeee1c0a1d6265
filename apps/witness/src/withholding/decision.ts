import type { LeafProblem } from "@countersign/core";

/** A record that people of this organisation handed in, and when, in POSIX seconds. */
type Awaited = { readonly record: string; readonly since: number };

/** What has to be known to say whether a checkpoint may be cosigned. */
export type CosignFacts = {
  /** Leaves of the checkpoint, all of which the mirror has read. */
  readonly size: number;
  /** POSIX seconds. */
  readonly now: number;
  /** Seconds within which the newest policy wants a record to be logged; undefined: it promises nothing. */
  readonly inclusionWithin: number | undefined;
  /** Handed in, and as far as is known not logged. */
  readonly awaited: readonly Awaited[];
  /** The leaf of a record that the mirror has read. */
  readonly placeOf: (record: string) => number | undefined;
  /** What is wrong with leaves that the newest policy does not void. */
  readonly problems: readonly LeafProblem[];
};

/** Whether a checkpoint may be cosigned, and if not, why: leaves whose evidence is withheld, records that are. */
export type CosignDecision =
  | { readonly may: true }
  | { readonly may: false; readonly code: "witness.mirror-incomplete"; readonly leaves: readonly number[] }
  | { readonly may: false; readonly code: "witness.withheld"; readonly records: readonly string[] };

/**
 * Says whether a checkpoint may be cosigned (design, §4 "Absence"). A witness vouches for a log only if everything in it can
 * be read, and only if nothing is missing that its own organisation handed in longer ago than the policy allows. Evidence that
 * is there and does not verify is no reason: only a policy version can void it, and that needs a checkpoint.
 */
export function mayCosign({ size, now, inclusionWithin, awaited, placeOf, problems }: CosignFacts): CosignDecision {
  const leaves = problems
    .filter(({ index, code }) => index < size && code === "bundle.evidence-missing")
    .map(({ index }) => index);
  if (leaves.length > 0) return { may: false, code: "witness.mirror-incomplete", leaves };
  const records = awaited
    .filter(({ record }) => (placeOf(record) ?? Infinity) >= size)
    .filter(({ since }) => inclusionWithin !== undefined && now - since > inclusionWithin)
    .map(({ record }) => record);
  if (records.length > 0) return { may: false, code: "witness.withheld", records };
  return { may: true };
}
