/** One thing before and after; one side is absent where it came or went. */
export type FactPair<T> = { readonly base?: T; readonly result?: T };

/** Pairs by key; where a key stands more than once, in order. */
export function pairFacts<T>(
  base: readonly T[],
  result: readonly T[],
  keyOf: (fact: T) => string,
): readonly FactPair<T>[] {
  const waiting = new Map<string, T[]>();
  for (const one of result) {
    const group = waiting.get(keyOf(one));
    if (group === undefined) waiting.set(keyOf(one), [one]);
    else group.push(one);
  }
  const pairs = base.map((one): FactPair<T> => {
    const other = waiting.get(keyOf(one))?.shift();
    return other === undefined ? { base: one } : { base: one, result: other };
  });
  return [...pairs, ...[...waiting.values()].flat().map((one) => ({ result: one }))];
}
