import type { Location } from "@countersign/core";

/** Places that one finding names for a path that it has named. */
const MOST = 20;

/**
 * The places of a finding that are kept: the first twenty, and of every further path its first, because the class of a finding counts for
 * each path that it names.
 */
export function keptPlaces(at: readonly Location[]): readonly Location[] {
  const named = new Set(at.slice(0, MOST).map(({ path }) => path));
  const further = at.slice(MOST).filter(({ path }) => {
    const isNew = !named.has(path);
    named.add(path);
    return isNew;
  });
  return [...at.slice(0, MOST), ...further];
}
