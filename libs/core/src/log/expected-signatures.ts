import { AttestError, IN_TOTO_PAYLOAD_TYPE, pae, parseSshsig, signedData } from "@countersign/attest";
import type { Envelope, EnvelopeSignature, Sshsig } from "@countersign/attest";
import type { Crypto } from "../crypto.ts";

/** An Ed25519 signature as the cryptographic port takes it. */
export type Ed25519Signature = {
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
};

/** Payloads of more bytes are left to the reader: who verifies ahead keeps a copy of each message. */
const MOST_BYTES = 1 << 18;
/** Signatures of an envelope after these are left to the reader, which stops at the first bad one. */
const MOST_SIGNATURES = 8;

/**
 * What a reader of the log is going to ask about an envelope: for each signature the candidates in the order in which they
 * are tried, until one verifies. A guess, from what the envelope says of itself and the machines' keys that are known so
 * far; nothing may be believed because of it. Left out: what will be refused without asking, and security keys.
 */
export function expectedSignatures(
  crypto: Pick<Crypto, "sha512">,
  { payloadType, payload, signatures }: Envelope,
  machines: readonly Uint8Array[],
): readonly (readonly Ed25519Signature[])[] {
  if (payloadType !== IN_TOTO_PAYLOAD_TYPE || payload.length > MOST_BYTES) return [];
  const message = pae(payloadType, payload);
  return signatures
    .slice(0, MOST_SIGNATURES)
    .map(({ sig }: EnvelopeSignature) =>
      sig.length === 64
        ? machines.map((publicKey) => ({ publicKey, message, signature: sig }))
        : ofPerson(crypto, message, sig),
    );
}

function ofPerson(crypto: Pick<Crypto, "sha512">, message: Uint8Array, blob: Uint8Array): readonly Ed25519Signature[] {
  const sshsig = readable(blob);
  if (sshsig?.publicKey.type !== "ssh-ed25519") return [];
  const { publicKey, namespace, signature } = sshsig;
  const data = signedData(crypto, namespace, message);
  return [{ publicKey: publicKey.point, message: data, signature: signature.signature }];
}

function readable(blob: Uint8Array): Sshsig | undefined {
  try {
    return parseSshsig(blob);
  } catch (error) {
    if (error instanceof AttestError) return undefined;
    throw error;
  }
}
