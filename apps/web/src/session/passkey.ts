import { formatPublicKey, formatSshsig } from "@countersign/attest";
import type { PublicKey } from "@countersign/attest";
import { p256 } from "@noble/curves/nist.js";
import { nobleCrypto } from "@countersign/crypto/noble";
import { Problem } from "../api/problem.ts";
import { possibleKeys } from "./possible-keys.ts";

/** Passkeys are made for the host of the page, so none can be used from another. */
const relyingParty = () => location.hostname;

/** What an authenticator answered, and which keys may have made it: the answer itself names none. */
export type Answered = {
  readonly credential: string;
  readonly candidates: readonly PublicKey[];
  readonly blobOf: (key: PublicKey) => Uint8Array;
};

/**
 * Has a passkey of this page sign data in a namespace, after its owner was verified. Which passkey, its owner chooses. Cancelling,
 * a time-out and a missing passkey are one and the same to a page: `auth.nothing-signed`.
 */
export async function askPasskey(signedData: Uint8Array, namespace: string): Promise<Answered> {
  const publicKey = {
    challenge: bufferOf(signedData),
    rpId: relyingParty(),
    userVerification: "required",
    timeout: 300_000,
  } as const;
  const credential = await navigator.credentials.get({ publicKey }).catch(notSigned);
  if (!(credential instanceof PublicKeyCredential) || !(credential.response instanceof AuthenticatorAssertionResponse))
    throw nothingSigned(undefined);
  const { authenticatorData, clientDataJSON, signature } = credential.response;
  return answered(credential.id, {
    authenticatorData: new Uint8Array(authenticatorData),
    clientData: new Uint8Array(clientDataJSON),
    signature: new Uint8Array(signature),
    namespace,
  });
}

type AssertionParts = {
  readonly authenticatorData: Uint8Array;
  readonly clientData: Uint8Array;
  /** DER, as WebAuthn has it. */
  readonly signature: Uint8Array;
  readonly namespace: string;
};

/** Reads an assertion (WebAuthn level 3 §6.1): 32 bytes of the RP id's hash, flags, a counter of 4 bytes, perhaps extensions. */
function answered(
  credential: string,
  { authenticatorData, clientData, signature, namespace }: AssertionParts,
): Answered {
  const view = new DataView(authenticatorData.buffer, authenticatorData.byteOffset);
  const message = new Uint8Array([...authenticatorData, ...nobleCrypto.sha256(clientData)]);
  const compact = p256.Signature.fromBytes(signature, "der").toBytes("compact");
  const blobOf = (publicKey: PublicKey) =>
    formatSshsig({
      publicKey,
      namespace,
      signature: {
        type: "webauthn-sk-ecdsa-sha2-nistp256@openssh.com",
        signature: compact,
        flags: view.getUint8(32),
        counter: view.getUint32(33),
        origin: location.origin,
        clientData,
        extensions: authenticatorData.slice(37),
      },
    });
  return { credential, candidates: possibleKeys(message, compact, relyingParty()), blobOf };
}

/** A passkey that was made here: its key as the policy lists it. */
export type MadePasskey = { readonly credential: string; readonly key: PublicKey; readonly line: string };

/** Makes a passkey of this page for a person, which shows itself to its owner whenever the page asks for one. `auth.nothing-signed`. */
export async function makePasskey(person: string, random: (bytes: number) => Uint8Array): Promise<MadePasskey> {
  const publicKey: PublicKeyCredentialCreationOptions = {
    challenge: bufferOf(random(32)),
    rp: { id: relyingParty(), name: "Countersign" },
    user: { id: bufferOf(random(32)), name: person, displayName: person },
    pubKeyCredParams: [{ type: "public-key", alg: -7 }],
    authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
    attestation: "none",
    timeout: 300_000,
  };
  const credential = await navigator.credentials.create({ publicKey }).catch(notSigned);
  if (
    !(credential instanceof PublicKeyCredential) ||
    !(credential.response instanceof AuthenticatorAttestationResponse)
  )
    throw nothingSigned(undefined);
  const spki = credential.response.getPublicKey();
  if (spki === null) throw nothingSigned(undefined);
  // The SPKI of a key on P-256 ends in its uncompressed point (RFC 5480 §2.2).
  const key: PublicKey = {
    type: "sk-ecdsa-sha2-nistp256@openssh.com",
    point: new Uint8Array(spki).slice(-65),
    application: relyingParty(),
  };
  return { credential: credential.id, key, line: formatPublicKey(key, person) };
}

function notSigned(cause: unknown): never {
  throw nothingSigned(cause);
}

function nothingSigned(cause: unknown): Problem {
  return new Problem({
    status: 0,
    code: "auth.nothing-signed",
    detail: "nothing was signed",
    remedy: `Try again, or use another key. A passkey has to be one that was made for ${relyingParty()}.`,
    cause,
  });
}

/** A copy that no other view shares, as the browser's interfaces want it. */
function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
