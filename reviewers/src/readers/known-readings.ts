import type { Reading } from "./reading.ts";

/** Readings of contents that were read before, the newest of them. */
export type KnownReadings = {
  /** The reading under a name, made where it is not known; `size` is what it weighs against others, in bytes of its content. */
  readonly get: (name: string, size: number, read: () => Reading) => Reading;
};

/** Bytes of contents whose readings are kept; a reading takes some dozens of times as much. */
const MOST = 4 * 1024 * 1024;

/** Begins with none. */
export function knownReadings(): KnownReadings {
  const known = new Map<string, { readonly size: number; readonly reading: Reading }>();
  let kept = 0;
  return {
    get(name, size, read) {
      const found = known.get(name);
      const reading = found?.reading ?? read();
      if (found !== undefined) known.delete(name);
      else kept += size;
      known.set(name, { size, reading });
      for (const [oldest, { size: freed }] of known) {
        if (kept <= MOST || oldest === name) break;
        known.delete(oldest);
        kept -= freed;
      }
      return reading;
    },
  };
}
