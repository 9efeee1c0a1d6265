import { residentMemory } from "./running-service.ts";
import { quantilesOf } from "./service-row.ts";
import type { ServiceBenchmark } from "./service-benchmark.ts";
import type { ServiceRow } from "./service-row.ts";

/** What the processes weigh after changes came in while they ran, beside before and beside a process that does nothing. */
export const memory: ServiceBenchmark = {
  name: "memory",
  about: "resident memory of web and worker after the changes, beside before, and beside an empty Express handler",
  async measure({ changes, memory: { before, after }, empty, behind }) {
    const nothing = { name: "empty Express handler", value: quantilesOf([residentMemory(empty.pid)]) };
    const row = (process: "web" | "worker"): ServiceRow => ({
      name: `${process} after ${changes.toLocaleString("en")} changes: ${perChange(after[process] - before[process], changes)} a change`,
      unit: "MB",
      ours: quantilesOf([after[process]]),
      baselines: [{ name: `${process} before them`, value: quantilesOf([before[process]]) }, nothing],
    });
    console.error(`  the queue was up to the log ${Math.round(behind)} ms after the last append`);
    return [row("web"), row("worker")];
  },
};

function perChange(megabytes: number, changes: number): string {
  return `${((megabytes * 1000) / Math.max(1, changes)).toFixed(1)} kB`;
}
