import type { WorkKey } from "./work.ts";

/** What becomes of the backend of a waker; told once each time that it goes, and that it is there again. */
export type WakerEvents = {
  readonly wakerAway: (what: string) => void;
  readonly wakerBack: () => void;
};

/**
 * Tells workers, in any process, that there is something to do. It is a convenience: nothing is lost with it, because what
 * nobody was woken for is found by looking (`worker.ts`).
 */
export type Waker = AsyncDisposable & {
  /** Returns within two seconds, whether or not anybody was told: false where the backend cannot be reached. */
  readonly wake: (key: WorkKey) => Promise<boolean>;
  /** As `wake`; while one such call waits to be heard, another of the same key is the same. */
  readonly wakeOnce: (key: WorkKey) => Promise<boolean>;
  /** Hands every call to one process that listens, so many at a time in this one. Begins although the backend is away. */
  readonly listen: (heard: (key: WorkKey) => Promise<void>, atOnce: number) => AsyncDisposable;
};
