import { sameBytes } from "../bytes.ts";
import type { VerifyCrypto } from "../crypto.ts";
import { AttestError } from "../error.ts";
import { fingerprint, formatKeyBlob } from "../ssh/public-key.ts";
import type { PublicKey } from "../ssh/public-key.ts";
import { parseSshsig, signedData } from "./blob.ts";
import type { Sshsig } from "./blob.ts";
import { checkRawFlags, checkUser } from "./flags.ts";
import { checkPasskey } from "./passkey.ts";
import type { Origin } from "./passkey.ts";
import { signatureVerifies } from "./signature.ts";

/**
 * A key that may sign, and the web pages on which it may do so as a passkey: those of its owner's organisation.
 * Callers add what they want to find again in the answer, such as the person.
 */
export type TrustedKey = { readonly key: PublicKey; readonly origins: readonly Origin[] };

/** What a signature has to be: over this message, for this purpose, by one of these keys. */
export type SshsigCheck<T extends TrustedKey> = {
  /** The binary blob. */
  readonly signature: Uint8Array;
  readonly message: Uint8Array;
  readonly namespace: string;
  readonly trusted: readonly T[];
};

/** What is known about a signature once it is verified. */
export type VerifiedSshsig<T extends TrustedKey> = {
  /** The entry of `trusted` whose key signed. */
  readonly signer: T;
  /** `SHA256:…`, as ssh-keygen prints it. */
  readonly fingerprint: string;
} & (
  | { readonly kind: "plain" }
  | { readonly kind: "security-key"; readonly flags: number; readonly counter: number }
  | { readonly kind: "passkey"; readonly flags: number; readonly counter: number; readonly origin: string }
);

/**
 * Verifies an SSH signature (PROTOCOL.sshsig) under rules that ssh-keygen does not have: sha512 only, one spelling of
 * the container, a user who was present *and* verified, passkeys only from listed pages. Codes, in this order: those of
 * `parseSshsig`; `attest.namespace`; `attest.key-unknown` (the blob's key is not trusted); `attest.signature`; then for a
 * security key `attest.application` (a key not made for `ssh:…`), `attest.webauthn-required` (a passkey used outside
 * browsers), `attest.user-presence`, `attest.user-verification`, `attest.flags`; for a passkey those of `checkPasskey`.
 * ECDSA signatures can be altered without the key, so the bytes of a signature identify nothing.
 */
export function verifySshsig<T extends TrustedKey>(crypto: VerifyCrypto, check: SshsigCheck<T>): VerifiedSshsig<T> {
  const sshsig = parseSshsig(check.signature);
  if (sshsig.namespace !== check.namespace)
    refuse("namespace", `made for ${sshsig.namespace}, not for ${check.namespace}`);
  const blob = formatKeyBlob(sshsig.publicKey);
  const signer = check.trusted.find(({ key }) => sameBytes(formatKeyBlob(key), blob));
  if (signer === undefined) return refuse("key-unknown", "made with a key that is not trusted");
  const data = signedData(crypto, check.namespace, check.message);
  if (!signatureVerifies(crypto, signer.key, sshsig.signature, data))
    refuse("signature", "the signature does not verify");
  return { signer, fingerprint: fingerprint(crypto, signer.key), ...judge(sshsig, signer, data) };
}

/** What the device says about itself, which is worth something only once its signature has verified. */
function judge({ publicKey, signature }: Sshsig, { origins }: TrustedKey, challenge: Uint8Array) {
  // Neither is without the other: only signatures that fit their key have verified.
  if (signature.type === "ssh-ed25519" || publicKey.type === "ssh-ed25519") return { kind: "plain" } as const;
  const { flags, counter } = signature;
  if (signature.type === "webauthn-sk-ecdsa-sha2-nistp256@openssh.com") {
    checkPasskey(signature, { challenge, rpId: publicKey.application, origins });
    return { kind: "passkey", flags, counter, origin: signature.origin } as const;
  }
  checkApplication(publicKey.application, origins);
  checkUser(flags);
  checkRawFlags(flags);
  return { kind: "security-key", flags, counter } as const;
}

function checkApplication(application: string, origins: readonly Origin[]): void {
  if (application.startsWith("ssh:")) return;
  if (origins.some(({ rpId }) => rpId === application))
    refuse("webauthn-required", "a passkey signs in its browser only");
  refuse("application", `the key was made for ${application}, which neither begins with ssh: nor is listed`);
}

function refuse(what: string, detail: string): never {
  throw new AttestError(`attest.${what}`, detail);
}
