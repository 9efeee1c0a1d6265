/** Runs tasks with the same key one after the other, whether or not those before succeeded. */
export function inOrder(): <T>(key: number, task: () => Promise<T>) => Promise<T> {
  const last = new Map<number, Promise<unknown>>();
  return (key, task) => {
    const run = (last.get(key) ?? Promise.resolve()).then(task, task);
    last.set(key, run);
    return run;
  };
}

/** Work that goes on by itself, and a way to wait until nothing is left of it. */
export function background(failed: (error: unknown) => void) {
  const running = new Set<Promise<unknown>>();
  return {
    start: (work: () => Promise<unknown>) => {
      const run: Promise<unknown> = work()
        .catch(failed)
        .finally(() => running.delete(run));
      running.add(run);
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
