import { fetchCommits } from "@countersign/adapters/git";
import type { FetchOptions } from "@countersign/adapters/git";
import { CountersignError } from "@countersign/core";
import type { Oid } from "@countersign/core";
import type { Place } from "./place.ts";

/** What one fetch may cost; see `fetchCommits`. */
export type FetchLimits = Pick<FetchOptions, "seconds" | "size">;

/**
 * Brings commits into the mirror and answers those that it cannot have, each with the reason. A fetch fails as a whole, so a
 * failing list is halved until what makes it fail stands alone: one proposal blocks no other. Where the source does not
 * answer at all, that is thrown.
 */
export async function fetchEach(
  place: Place,
  wants: readonly Oid[],
  options: FetchOptions,
): Promise<ReadonlyMap<Oid, CountersignError>> {
  if (wants.length === 0) return new Map();
  try {
    await fetchCommits(place.mirror, place.source, { ...options, wants });
    return new Map();
  } catch (error) {
    if (!(error instanceof CountersignError) || !OF_ITS_OWN.test(error.code)) throw error;
    const [only] = wants;
    if (wants.length === 1 && only !== undefined) return new Map([[only, error]]);
    const half = Math.ceil(wants.length / 2);
    const first = await fetchEach(place, wants.slice(0, half), options);
    return new Map([...first, ...(await fetchEach(place, wants.slice(half), options))]);
  }
}

/** What a commit can be to blame for. */
const OF_ITS_OWN = /^(?:git\.(?:fsck|missing-object|shallow)|limit\.fetch|usage\.commit)$/;
