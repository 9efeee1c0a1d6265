import type { Row } from "./row.ts";

/**
 * Lists of the base by their names in the result: a list that is gone and one that is new are the same list when more than half of
 * the stages of the smaller stand in both, and no other has more of them.
 */
export function sameLists(base: readonly Row[], result: readonly Row[]): ReadonlyMap<string, string> {
  const [before, after] = [stages(base), stages(result)];
  const places = new Map<string, string[]>();
  for (const [list, names] of after) {
    if (before.has(list)) continue;
    for (const name of names) places.set(name, [...(places.get(name) ?? []).slice(0, MOST_PLACES), list]);
  }
  const taken = new Set<string>();
  const same = new Map<string, string>();
  for (const [list, names] of before) {
    if (after.has(list)) continue;
    const [best, votes] = mostVotes([...names].flatMap((name) => places.get(name) ?? []));
    const size = Math.min(names.size, after.get(best)?.size ?? 0);
    if (votes * 2 <= size || taken.has(best) || votes === 0) continue;
    taken.add(best);
    same.set(list, best);
  }
  return same;
}

/** Lists in which one stage is looked for. */
const MOST_PLACES = 20;

function stages(rows: readonly Row[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { list, name } of rows) {
    if (list === undefined) continue;
    const names = found.get(list);
    if (names === undefined) found.set(list, new Set([name]));
    else names.add(name);
  }
  return found;
}

function mostVotes(votes: readonly string[]): readonly [string, number] {
  const counts = new Map<string, number>();
  for (const vote of votes) counts.set(vote, (counts.get(vote) ?? 0) + 1);
  let best: readonly [string, number] = ["", 0];
  for (const entry of counts) if (entry[1] > best[1]) best = entry;
  return best;
}
