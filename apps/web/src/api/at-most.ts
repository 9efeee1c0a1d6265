/** Lets so many calls be under way at the same time; the others wait for their turn, in their order. */
export function atMost(most: number): <T>(call: () => Promise<T>) => Promise<T> {
  let under = 0;
  const waiting: (() => void)[] = [];
  return async (call) => {
    if (under >= most) await new Promise<void>((turn) => void waiting.push(turn));
    else under += 1;
    try {
      return await call();
    } finally {
      const next = waiting.shift();
      // Whoever comes next has the place at once, so that nobody gets in between.
      if (next === undefined) under -= 1;
      else next();
    }
  };
}
