import { longestRising } from "../content/longest-rising.ts";
import type { Both } from "./once.ts";

/** Pairs inside one list that no longest common order keeps in place. O(n log n). */
export function displaced<T extends Both>(pairs: readonly T[], lists: ReadonlyMap<string, string>): ReadonlySet<T> {
  const byList = new Map<string, T[]>();
  for (const pair of pairs) {
    const { base, result } = pair;
    if (base.list === undefined || (lists.get(base.list) ?? base.list) !== result.list) continue;
    const group = byList.get(result.list);
    if (group === undefined) byList.set(result.list, [pair]);
    else group.push(pair);
  }
  return new Set(
    [...byList.values()].flatMap((group) => {
      const sorted = group.toSorted((a, b) => (a.base.position ?? 0) - (b.base.position ?? 0));
      const kept = longestRising(sorted.map(({ result }) => result.position ?? 0));
      return sorted.filter((_, index) => !kept.has(index));
    }),
  );
}
