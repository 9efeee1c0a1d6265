import { enableCompileCache } from "node:module";
import { constants } from "node:os";
import { join } from "node:path";

// Beside the code itself, for those who may write there write the code: never in a folder that others share.
enableCompileCache(join(import.meta.dirname, "../../../node_modules/.cache/countersign"));

// Not by the signal itself: what runs at exit ends the git processes and removes the mirrors that nobody keeps.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(signal, () => process.exit(128 + constants.signals[signal]));

const { main } = await import("./main.ts");
process.exitCode = await main(process.argv.slice(2), process);
