import { formatHex } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";

/** By this receipts name a verdict: the SHA-256 of its payload, lowercase hex. */
export function verdictId({ payload }: Pick<Envelope, "payload">): string {
  return formatHex(nodeCrypto.sha256(payload));
}
