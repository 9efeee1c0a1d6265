import { constants } from "node:os";

// Not by the signal itself: what runs at exit ends the git processes and removes the mirrors that nobody keeps.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(signal, () => process.exit(128 + constants.signals[signal]));

const { main } = await import("./main.ts");
process.exitCode = await main(process.argv.slice(2), process);
