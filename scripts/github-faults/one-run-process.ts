import { oneRun } from "./one-run.ts";
import type { Asked, Said } from "./run-apart.ts";

/** Plays the run that the parent asks for, and ends with it. */
process.once("disconnect", () => process.exit(1));
process.once("message", async ({ seed, story, isFaulty }: Asked) => {
  const say = (said: Said) => new Promise((sent) => process.send?.(said, sent));
  await say({ done: await oneRun(seed, story, isFaulty, (line) => void say({ line })) });
  process.exit();
});
