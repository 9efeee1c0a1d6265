/** Choices from a seed, so that the same can be chosen again. */
export type Seeded = {
  /** A whole number from 0 to below `end`. */
  readonly below: (end: number) => number;
  /** True with this probability. */
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(items: readonly T[]) => T | undefined;
  readonly shuffled: <T>(items: readonly T[]) => readonly T[];
  /** Another source, for something that goes on beside. */
  readonly branch: () => Seeded;
};

/** Begins to choose (a linear congruential generator). */
export function seeded(seed: number): Seeded {
  let state = seed >>> 0;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const below = (end: number) => Math.floor(next() * end);
  return {
    below,
    chance: (probability) => next() < probability,
    pick: (items) => items[below(items.length)],
    shuffled(items) {
      const keyed = items.map((item) => ({ item, key: next() }));
      return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
    },
    branch: () => seeded(below(2 ** 31)),
  };
}
