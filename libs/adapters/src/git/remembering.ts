/**
 * A function that loads by id and remembers: calls for an id that is being loaded share one load, and loaded values are
 * kept while their weights sum up to at most `capacity`, the longest unused going first. Failures are not remembered.
 */
export function remembering<K extends string, V>(
  capacity: number,
  weigh: (value: V) => number,
  load: (key: K) => Promise<V>,
): (key: K) => Promise<V> {
  const kept = new Map<K, V>();
  const loading = new Map<K, Promise<V>>();
  let total = 0;

  const keep = (key: K, value: V): void => {
    kept.set(key, value);
    total += weigh(value);
    for (const [oldest, old] of kept) {
      if (total <= capacity) return;
      kept.delete(oldest);
      total -= weigh(old);
    }
  };

  const loadOnce = async (key: K): Promise<V> => {
    try {
      const value = await load(key);
      keep(key, value);
      return value;
    } finally {
      loading.delete(key);
    }
  };

  return (key) => {
    const value = kept.get(key);
    if (value !== undefined) {
      // Reinsertion makes it the youngest.
      kept.delete(key);
      kept.set(key, value);
      return Promise.resolve(value);
    }
    const running = loading.get(key);
    if (running !== undefined) return running;
    const started = loadOnce(key);
    loading.set(key, started);
    return started;
  };
}
