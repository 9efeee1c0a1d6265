import { parseEnvelope } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import { CountersignError, evidenceAt, verifyPeople } from "@countersign/core";
import type { Kind, LogParts, Policy } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";

/** For what people sign the records that they sign; machines' signatures of the same are the same bytes. */
const NAMESPACES = {
  policy: "countersign-policy@v1",
  baseline: "countersign-policy@v1",
  review: "countersign-review@v1",
  incident: "countersign-review@v1",
  "break-glass": "countersign-review@v1",
} as const;

/**
 * Refuses whoever hands in a record that is logged already and has not signed it: who is told its place and salt knows what a leaf
 * commits to. Signatures are those that are logged, or such as count by one of the policies: a passkey's is another one each
 * time. Codes: `attest.signature`, those of `verifyPeople`.
 */
export function requireSignedAsLogged(
  { kind, handedIn, logged }: { readonly kind: Kind; readonly handedIn: Envelope; readonly logged: Envelope },
  policies: readonly Policy[],
): void {
  if (handedIn.signatures.length > 0 && isLogged(handedIn, logged)) return;
  if (handedIn.signatures.length === 0 || kind === "change" || kind === "deployment")
    throw new CountersignError("attest.signature", "the record is not signed as the one that is logged");
  verifyPeople(nodeCrypto, policies, NAMESPACES[kind], handedIn);
}

function isLogged(handedIn: Envelope, logged: Envelope): boolean {
  return (
    handedIn.payloadType === logged.payloadType &&
    handedIn.signatures.every(({ sig }) => logged.signatures.some((one) => Buffer.compare(one.sig, sig) === 0))
  );
}

/** The envelope that a leaf of one's own log commits to; codes of `evidenceAt`. */
export async function envelopeAt(parts: LogParts, index: number): Promise<Envelope> {
  return parseEnvelope((await evidenceAt(parts, index)).evidence);
}
