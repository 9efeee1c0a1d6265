import type { ChildProcess } from "node:child_process";
import { keepProcess } from "../keep-process.ts";
import type { ProcessEvents } from "../keep-process.ts";

/** A PostgreSQL that is kept running until this is disposed of; `ends` counts how often it ended without having been asked to. */
export type KeptServer = AsyncDisposable & { readonly ends: () => number };

const PAUSE = { least: 250, most: 10_000 };

/**
 * Starts a PostgreSQL, and again whenever it ends by itself: nobody else would, and without it nothing is done. What a killed
 * one leaves holds its memory for a moment, in which a start fails. By SIGINT running statements are given up, and what is committed stays.
 */
export function keepServer(start: () => ChildProcess, events: ProcessEvents): KeptServer {
  const stop = new AbortController();
  let ends = 0;
  const again = () => {
    ends += 1;
    return true;
  };
  const kept = { name: "postgres", start, endBy: "SIGINT", pause: PAUSE, again } as const;
  const keeping = keepProcess(kept, events, stop.signal);
  return {
    ends: () => ends,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await keeping;
    },
  };
}
