import type { JsonObject } from "@countersign/attest";
import { formatPath } from "@countersign/core";
import type { Packet } from "@countersign/core";

/** What an analysis says as JSON, every path in the spelling of records. */
export function analysisJson({
  findings,
  coverage,
  ledgers,
  detectors,
}: Pick<Packet, "findings" | "coverage" | "ledgers" | "detectors">): JsonObject {
  return {
    findings: findings.map((finding) => ({
      ...finding,
      at: finding.at.map((place) => ({ ...place, path: formatPath(place.path) })),
    })),
    coverage: coverage.map((one) => ({ ...one, path: formatPath(one.path) })),
    ledgers,
    detectors,
  };
}
