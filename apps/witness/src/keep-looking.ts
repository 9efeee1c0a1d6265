import { setTimeout } from "node:timers/promises";
import type { Events } from "./events.ts";

/** Does something now and again, every so many seconds, until it is told to stop. What fails is reported, and tried again. */
export async function keepLooking(
  look: () => Promise<void>,
  every: number,
  events: Pick<Events, "failed">,
  stop: AbortSignal,
): Promise<void> {
  while (!stop.aborted) {
    await look().catch(events.failed);
    await setTimeout(every * 1000, undefined, { signal: stop }).catch(() => {});
  }
}
