import type { Envelope } from "@countersign/attest";
import { breakGlassSigners, parseRecord, signingFault, timeFault, unreviewedBefore } from "@countersign/core";
import type { LogContents } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";

/**
 * Why an honest log would not take a break-glass now (attack H4): it logs only what opens something. Such a record must not be waited
 * for, since nobody could end that; and one whose time is over opens nothing, so that it harms nobody when it was held back.
 * Codes: `breakglass.…`, and those of signatures.
 */
export function shutExit(
  log: LogContents,
  { envelope, now }: { readonly envelope: Envelope; readonly now: number },
): { readonly code: string; readonly detail: string } | undefined {
  const { policy } = log.policy;
  const { record } = parseRecord(nodeCrypto, "break-glass", envelope.payload);
  const { environment, notAfter } = record;
  const code =
    signingFault(policy, record, breakGlassSigners(nodeCrypto, policy, envelope)) ??
    timeFault(policy, record, { time: now, now }) ??
    (unreviewedBefore(log, environment).length > 0 ? "breakglass.review-overdue" : undefined);
  return (
    code && { code, detail: `a break-glass for '${environment}' until ${notAfter} opens nothing, so no log takes it` }
  );
}
