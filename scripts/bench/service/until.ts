import { setTimeout } from "node:timers/promises";

/** Asks again every few milliseconds until something is there; after so many milliseconds in all it throws. */
export async function until(there: () => Promise<boolean>, patience = 60_000): Promise<void> {
  const end = performance.now() + patience;
  while (!(await there())) {
    if (performance.now() > end) throw new Error(`not there after ${patience} ms`);
    await setTimeout(3);
  }
}
