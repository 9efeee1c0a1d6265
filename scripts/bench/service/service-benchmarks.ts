import { decisionToVerdict } from "./decision-to-verdict.ts";
import { memory } from "./memory.ts";
import { pushToQueue } from "./push-to-queue.ts";
import { queuePages } from "./queue-pages.ts";
import type { ServiceBenchmark } from "./service-benchmark.ts";

/** All of them, in the order of the table. */
export const SERVICE_BENCHMARKS: readonly ServiceBenchmark[] = [queuePages, pushToQueue, decisionToVerdict, memory];
