import { setTimeout } from "node:timers/promises";

/** Waits until something holds; an error after so many milliseconds. */
export async function until(holds: () => boolean | Promise<boolean>, patience = 15_000): Promise<void> {
  for (const end = Date.now() + patience; !(await holds()); await setTimeout(10))
    if (Date.now() > end) throw new Error("it never came to hold");
}
