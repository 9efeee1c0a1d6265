import { concat, encodeUtf8 } from "../bytes.ts";
import type { VerifyCrypto } from "../crypto.ts";
import { AttestError } from "../error.ts";
import type { PublicKey } from "../ssh/public-key.ts";
import { isCanonicalSignature } from "../ssh/weak-key.ts";
import { wireReader, wireString, wireUint32 } from "../ssh/wire.ts";
import type { WireReader } from "../ssh/wire.ts";
import { formatScalar, parseScalar } from "./scalar.ts";

/** What a security key adds to a signature: flags of the authenticator (WebAuthn §6.1) and its counter, a uint32. */
export type Assertion = { readonly flags: number; readonly counter: number };

/** A signature by a plain key: 64 bytes, `R ‖ S`. */
export type PlainSignature = { readonly type: "ssh-ed25519"; readonly signature: Uint8Array };

/** A signature by a security key: 64 bytes, `R ‖ S` or `r ‖ s`. */
export type SecurityKeySignature = Assertion & {
  readonly type: "sk-ssh-ed25519@openssh.com" | "sk-ecdsa-sha2-nistp256@openssh.com";
  readonly signature: Uint8Array;
};

/** A signature by a passkey in a browser: `r ‖ s`, the page's origin, clientDataJSON as it was signed, and CBOR extensions. */
export type PasskeySignature = Assertion & {
  readonly type: "webauthn-sk-ecdsa-sha2-nistp256@openssh.com";
  readonly signature: Uint8Array;
  readonly origin: string;
  readonly clientData: Uint8Array;
  readonly extensions: Uint8Array;
};

/** The signature inside an SSHSIG blob, which is also what an SSH agent answers. */
export type Signature = PlainSignature | SecurityKeySignature | PasskeySignature;

/**
 * Reads the wire form of a signature (RFC 8709 §6, PROTOCOL.u2f "SSH U2F signatures" and "webauthn signatures"). Codes:
 * `attest.sshsig-signature-type`, `attest.webauthn-algorithm` (a passkey other than ES256), `attest.signature-length`
 * (cut off, or not 64 bytes), `attest.signature-mpint` (r or s zero, negative, too long or with extra zeros),
 * `attest.signature-text`, `attest.signature-trailing`.
 */
export function parseSignature(blob: Uint8Array): Signature {
  const wire = wireReader(blob, "attest.signature");
  const signature = readSignature(wire);
  wire.end();
  return signature;
}

/** The wire form of a signature. */
export function formatSignature(signature: Signature): Uint8Array {
  const type = wireString(signature.type);
  switch (signature.type) {
    case "ssh-ed25519":
      return concat(type, wireString(signature.signature));
    case "sk-ssh-ed25519@openssh.com":
      return concat(type, wireString(signature.signature), formatAssertion(signature));
    case "sk-ecdsa-sha2-nistp256@openssh.com":
      return concat(type, formatEcdsa(signature.signature), formatAssertion(signature));
    case "webauthn-sk-ecdsa-sha2-nistp256@openssh.com": {
      const { origin, clientData, extensions } = signature;
      const browser = [origin, clientData, extensions].map(wireString);
      return concat(type, formatEcdsa(signature.signature), formatAssertion(signature), ...browser);
    }
    default:
      return signature satisfies never;
  }
}

/** Whether a key of this type makes signatures of that type; a passkey is an `sk-ecdsa` key used by a browser. */
export function fits(key: PublicKey, signature: Signature): boolean {
  return `webauthn-${key.type}` === signature.type || key.type === signature.type;
}

/**
 * Whether the key signed these bytes: the cryptography alone. What the authenticator and the browser say about
 * themselves, and for a passkey whether the client data speaks of these bytes at all, is judged by `verifySshsig`.
 */
export function signatureVerifies(
  crypto: VerifyCrypto,
  key: PublicKey,
  signature: Signature,
  data: Uint8Array,
): boolean {
  if (!fits(key, signature)) return false;
  const message = key.type === "ssh-ed25519" ? data : asserted(crypto, key.application, signature, data);
  if (key.type === "sk-ecdsa-sha2-nistp256@openssh.com")
    return crypto.verifyP256(key.point, message, signature.signature);
  return isCanonicalSignature(signature.signature) && crypto.verifyEd25519(key.point, message, signature.signature);
}

/** What an authenticator signs: SHA-256(application) ‖ flags ‖ counter ‖ extensions ‖ SHA-256(data or clientDataJSON). */
function asserted(crypto: VerifyCrypto, application: string, signature: Signature, data: Uint8Array): Uint8Array {
  if (signature.type === "ssh-ed25519") return data;
  const passkey = signature.type === "webauthn-sk-ecdsa-sha2-nistp256@openssh.com";
  return concat(
    crypto.sha256(encodeUtf8(application)),
    formatAssertion(signature),
    passkey ? signature.extensions : new Uint8Array(),
    crypto.sha256(passkey ? signature.clientData : data),
  );
}

function readSignature(wire: WireReader): Signature {
  const type = wire.text();
  switch (type) {
    case "ssh-ed25519":
      return { type, signature: wire.stringOf(64) };
    case "sk-ssh-ed25519@openssh.com":
      return { type, signature: wire.stringOf(64), ...readAssertion(wire) };
    case "sk-ecdsa-sha2-nistp256@openssh.com":
      return { type, signature: parseEcdsa(wire.string()), ...readAssertion(wire) };
    case "webauthn-sk-ecdsa-sha2-nistp256@openssh.com":
      return { type, signature: parseEcdsa(wire.string()), ...readAssertion(wire), ...readBrowser(wire) };
    default:
      return refuseType(type);
  }
}

function refuseType(type: string): never {
  if (type.startsWith("webauthn-")) throw new AttestError("attest.webauthn-algorithm", "a passkey other than ES256");
  throw new AttestError("attest.sshsig-signature-type", "a type of signature that is not known");
}

function readAssertion(wire: WireReader): Assertion {
  return { flags: wire.byte(), counter: wire.uint32() };
}

function readBrowser(wire: WireReader): Pick<PasskeySignature, "origin" | "clientData" | "extensions"> {
  return { origin: wire.text(), clientData: wire.string(), extensions: wire.string() };
}

function formatAssertion({ flags, counter }: Assertion): Uint8Array {
  return concat(Uint8Array.of(flags), wireUint32(counter));
}

function parseEcdsa(bytes: Uint8Array): Uint8Array {
  const wire = wireReader(bytes, "attest.signature");
  const [r, s] = [parseScalar(wire.string()), parseScalar(wire.string())];
  wire.end();
  return concat(r, s);
}

function formatEcdsa(signature: Uint8Array): Uint8Array {
  return wireString(concat(formatScalar(signature.subarray(0, 32)), formatScalar(signature.subarray(32))));
}
