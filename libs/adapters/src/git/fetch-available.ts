import { CountersignError } from "@countersign/core/error";
import type { Oid } from "@countersign/core/objects";
import { fetchCommits } from "./fetch.ts";
import type { Mirror } from "./mirror.ts";
import type { Source } from "./source.ts";

/**
 * Brings those commits that the source still has, and answers the others: a fetch fails as a whole, so a failing list is halved
 * until the missing ones stand alone. `oldDefects` are commits whose malformed headers are tolerated.
 */
export async function fetchAvailable(
  mirror: Mirror,
  source: Source,
  welcome: readonly Oid[],
  oldDefects: readonly Oid[],
): Promise<readonly Oid[]> {
  if (welcome.length === 0) return [];
  try {
    await fetchCommits(mirror, source, { wants: welcome, skipList: oldDefects });
    return [];
  } catch (error) {
    if (!(error instanceof CountersignError) || error.code !== "git.missing-object") throw error;
    if (welcome.length === 1) return welcome;
    const half = Math.ceil(welcome.length / 2);
    const first = await fetchAvailable(mirror, source, welcome.slice(0, half), oldDefects);
    return [...first, ...(await fetchAvailable(mirror, source, welcome.slice(half), oldDefects))];
  }
}
