/** What was made of contents before, the newest of them. */
export type Known<T> = {
  /** What is known under a name, made where it is not; `size` is what it weighs against others, in bytes of its content. */
  readonly get: (name: string, size: number, make: () => T) => T;
};

/** Bytes of contents that are kept; what is made of one takes some dozens of times as much. */
const MOST = 4 * 1024 * 1024;

/** Begins with none. */
export function known<T>(): Known<T> {
  const all = new Map<string, { readonly size: number; readonly made: T }>();
  let kept = 0;
  return {
    get(name, size, make) {
      const found = all.get(name);
      const { made } = found ?? { made: make() };
      if (found !== undefined) all.delete(name);
      else kept += size;
      all.set(name, { size, made });
      for (const [oldest, { size: freed }] of all) {
        if (kept <= MOST || oldest === name) break;
        all.delete(oldest);
        kept -= freed;
      }
      return made;
    },
  };
}
