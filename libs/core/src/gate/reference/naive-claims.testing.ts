import type { Difference } from "./difference.testing.ts";
import type { Case } from "./naive-case.testing.ts";
import { netOf } from "./naive-explanation.testing.ts";
import type { Segment } from "./naive-explanation.testing.ts";
import { areNaming, areReached } from "./naive-scope.testing.ts";
import { classesOf } from "./small-detector.testing.ts";
import type { WorldRequirement } from "./world.testing.ts";

/** Whether the requirement claims a difference, by path, where a link leads, and class ("Requirements"); an unknown class is claimed. */
export function claims(r: WorldRequirement, { path, before, after }: Difference): boolean {
  const sides = [before, after];
  if (!areNaming(r.paths, path, sides) && !areReached(r.paths, path, sides)) return false;
  const found = classesOf(path, before, after);
  return r.classes === undefined || found === undefined || r.classes.some((wanted) => found.includes(wanted));
}

/**
 * The edges above `settled`, by the position of their first commit, of which the requirement claims something: by
 * themselves, or by what they are together with everything since the last one that it claimed ("for each edge and for the
 * whole range").
 */
export function claimedEdges(c: Case, r: WorldRequirement, settled: number): ReadonlySet<number> {
  const claimed = new Set<number>();
  let looked = settled;
  for (let from = settled; from < c.line.length - 1; from++) {
    const edge = { from, to: from + 1 };
    if (netOf(c, edge).length === 0) continue;
    if (!isClaimed(c, r, edge) && !isClaimed(c, r, { from: looked, to: from + 1 })) continue;
    claimed.add(from);
    looked = from + 1;
  }
  return claimed;
}

function isClaimed(c: Case, r: WorldRequirement, segment: Segment): boolean {
  return netOf(c, segment).some((difference) => claims(r, difference));
}
