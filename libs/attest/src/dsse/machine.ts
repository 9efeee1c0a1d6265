import type { SignCrypto, VerifyCrypto } from "../crypto.ts";
import { AttestError } from "../error.ts";
import { isCanonicalSignature, isWeakEd25519 } from "../ssh/weak-key.ts";
import { checkPayloadType, singleSignature } from "./envelope.ts";
import type { Envelope } from "./envelope.ts";
import { pae } from "./pae.ts";

/** What an envelope of a machine has to be: its payload type, and the 32-byte Ed25519 keys that may have signed it. */
export type MachineCheck = {
  readonly envelope: Envelope;
  readonly payloadType: string;
  readonly keys: readonly Uint8Array[];
};

/**
 * Verifies an envelope with exactly one plain Ed25519 signature over the PAE, and returns the key that made it and the
 * payload that it covers. `keyid` plays no part. Codes, in this order: `attest.payload-type`, `attest.signature-count`,
 * `attest.signature-length` (not 64 bytes), `attest.weak-key` (a key of the list), `attest.signature` (of none of the keys).
 */
export function verifyMachineSignature(
  crypto: Pick<VerifyCrypto, "verifyEd25519">,
  { envelope, payloadType, keys }: MachineCheck,
): { readonly key: Uint8Array; readonly payload: Uint8Array } {
  checkPayloadType(envelope, payloadType);
  const { sig } = singleSignature(envelope);
  if (sig.length !== 64)
    throw new AttestError("attest.signature-length", `an Ed25519 signature of ${sig.length} bytes`);
  if (keys.some(isWeakEd25519)) throw new AttestError("attest.weak-key", "a key that others can sign for");
  const message = pae(envelope.payloadType, envelope.payload);
  const key = isCanonicalSignature(sig) ? keys.find((each) => crypto.verifyEd25519(each, message, sig)) : undefined;
  if (key === undefined) throw new AttestError("attest.signature", "no signature by any of the keys");
  return { key, payload: envelope.payload };
}

/** What a machine signs: a payload, what it is, and the hint that names the key (may be empty). */
export type MachineSigning = {
  readonly seed: Uint8Array;
  readonly keyid: string;
  readonly payloadType: string;
  readonly payload: Uint8Array;
};

/** An envelope with one plain Ed25519 signature over the PAE. */
export function signEnvelope(
  crypto: Pick<SignCrypto, "signEd25519">,
  { seed, keyid, payloadType, payload }: MachineSigning,
): Envelope {
  return { payloadType, payload, signatures: [{ keyid, sig: crypto.signEd25519(seed, pae(payloadType, payload)) }] };
}
