import { constants } from "node:os";
import { main } from "./main.ts";

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(signal, () => {
    stop.abort();
    // A second one does not wait for anybody.
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
  });
process.exitCode = await main(process.argv.slice(2), process, stop.signal);
