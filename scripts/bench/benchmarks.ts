import { addCheckpoint } from "./add-checkpoint.ts";
import { appendRecords } from "./append-records.ts";
import { auditLeaves } from "./audit-leaves.ts";
import type { Benchmark } from "./benchmark.ts";
import { bundleBytes } from "./bundle-bytes.ts";
import { captureFiles } from "./capture-files.ts";
import { gateEdges } from "./gate-edges.ts";
import { gateProcess } from "./gate-process.ts";
import { gateState, gateStateShort } from "./gate-state.ts";
import { serveAppends } from "./serve-appends.ts";
import { serveTiles } from "./serve-tiles.ts";

/** All benchmarks, in the order of the table. */
export const BENCHMARKS: readonly Benchmark[] = [
  gateEdges,
  captureFiles,
  auditLeaves,
  gateProcess,
  gateStateShort,
  gateState,
  appendRecords,
  bundleBytes,
  addCheckpoint,
  serveAppends,
  serveTiles,
];
