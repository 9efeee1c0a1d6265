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

/** Indices of a longest strictly rising subsequence. */
export function longestRising(values: readonly number[]): ReadonlySet<number> {
  const tails: number[] = [];
  const before: number[] = [];
  for (const [index, value] of values.entries()) {
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[tails[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    before.push(low === 0 ? -1 : (tails[low - 1] ?? -1));
    tails[low] = index;
  }
  const kept = new Set<number>();
  for (let at = tails.at(-1) ?? -1; at !== -1; at = before[at] ?? -1) kept.add(at);
  return kept;
}
