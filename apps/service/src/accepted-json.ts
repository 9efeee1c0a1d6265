import { formatBase64 } from "@countersign/attest";
import type { Accepted } from "./record-queue.ts";

/** What whoever handed a record in is told: its place, and the salt with which it can verify that it stands there. */
export function acceptedJson({ kind, index, outcome, record, salt, waitingFor, alarms }: Accepted) {
  return {
    kind,
    leaf: { index },
    outcome,
    statement: { sha256: record },
    salt: formatBase64(salt),
    waitingFor: [...waitingFor],
    alarms: alarms.map(({ incident, organisations }) => ({
      incident: incident.id,
      code: incident.code,
      organisations: [...organisations],
    })),
  };
}
