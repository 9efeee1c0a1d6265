import { CountersignError } from "../error.ts";
import type { Oid } from "../objects/oid.ts";
import type { Repository } from "../objects/repository.ts";

/** How far the line is walked below its start. */
const FARTHEST = 20_000;

/** Those of the wanted commits that lie on the first-parent line at or below `start`, as far as the bound allows. */
export async function commitsBelow(
  repository: Repository,
  start: Oid,
  wanted: ReadonlySet<Oid>,
): Promise<ReadonlySet<Oid>> {
  const missing = new Set(wanted);
  const found = new Set<Oid>();
  const stop = (oid: Oid) => {
    if (missing.delete(oid)) found.add(oid);
    return missing.size === 0;
  };
  try {
    await repository.firstParents(start, { stop, limit: FARTHEST });
  } catch (error) {
    if (!(error instanceof CountersignError) || error.code !== "limit.range") throw error;
  }
  return found;
}
