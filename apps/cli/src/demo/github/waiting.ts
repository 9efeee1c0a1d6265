import { setTimeout } from "node:timers/promises";
import { CountersignError } from "@countersign/core";

const PAUSE = 50;

/** How something is waited for: what to say where it does not come within so many milliseconds, and what ends the waiting. */
export type Waiting = { readonly what: () => string; readonly patience: number; readonly stop: AbortSignal };

/** Looks until there is something. `internal.demo` where it does not come, `usage.stopped` where somebody ends the story. */
export async function lasting<T>({ what, patience, stop }: Waiting, look: () => T | undefined): Promise<T> {
  for (const end = performance.now() + patience; performance.now() < end; await setTimeout(PAUSE)) {
    if (stop.aborted) throw new CountersignError("usage.stopped", "the story was ended before its end");
    const found = look();
    if (found !== undefined) return found;
  }
  throw new CountersignError("internal.demo", `it never came: ${what()}`);
}
