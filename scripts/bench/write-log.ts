import type { BareChange } from "./bare-change.ts";
import { writeLogFiles } from "./bench-log.ts";
import { growingLog } from "./growing-log.ts";

/** Writes a log with a policy, a baseline at the first base, and each change followed by its approval. */
export async function writeLog(
  folder: string,
  start: BareChange["base"],
  changes: readonly BareChange[],
): Promise<void> {
  const log = growingLog(start);
  await writeLogFiles(folder, log.root, log.grow(changes));
}
