import type { Finding } from "@countersign/core";
import type { Detector, Examined } from "../contract.ts";
import { ledgerChanges } from "../ledgers/all.ts";

/** What one detector says of these files. */
export function detected(detector: Detector, ...files: readonly Examined[]): readonly Finding[] {
  return detector.detect({ files, ledgers: ledgerChanges(files), moved: [] });
}

/** Risk, code and title of each, sorted. */
export function told(detector: Detector, ...files: readonly Examined[]): readonly string[] {
  return detected(detector, ...files)
    .map(({ risk, code, title }) => `${risk} ${code}: ${title}`)
    .toSorted();
}
