/** One line of the result: what was counted, how many there had to be, and how many there were. */
export type Counted = {
  readonly what: string;
  readonly expected: number;
  readonly found: number;
  /** Some of what is missing, doubled or too much. */
  readonly wrong: readonly string[];
};

/** Each of `expected` has to be among `found` exactly once, and nothing else. */
export function exactlyOnce(what: string, expected: readonly string[], found: readonly string[]): Counted {
  const times = timesOf(found);
  const wanted = new Set(expected);
  const wrong = [
    ...expected.filter((one) => !times.has(one)).map((one) => `missing ${one}`),
    ...[...times].filter(([one]) => !wanted.has(one)).map(([one]) => `not expected ${one}`),
    ...[...times].filter(([, n]) => n > 1).map(([one, n]) => `${n} times ${one}`),
  ];
  return { what, expected: expected.length, found: found.length, wrong };
}

/** Nothing may be found. */
export function none(what: string, found: readonly string[]): Counted {
  return { what, expected: 0, found: found.length, wrong: found };
}

/** Two lists have to be the same. */
export function same(what: string, expected: readonly string[], found: readonly string[]): Counted {
  const [a, b] = [new Set(expected), new Set(found)];
  const wrong = [
    ...expected.filter((one) => !b.has(one)).map((one) => `missing ${one}`),
    ...found.filter((one) => !a.has(one)).map((one) => `not expected ${one}`),
    ...(expected.length === found.length ? [] : [`${expected.length} and ${found.length}`]),
  ];
  return { what, expected: expected.length, found: found.length, wrong };
}

/** What is there again. */
export function doubled(items: readonly string[]): readonly string[] {
  return [...timesOf(items)].filter(([, n]) => n > 1).map(([one]) => one);
}

function timesOf(items: readonly string[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const item of items) times.set(item, (times.get(item) ?? 0) + 1);
  return times;
}
