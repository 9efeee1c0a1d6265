import { AttestError } from "../error.ts";

/** The bits of an authenticator's flags (WebAuthn level 3 §6.1). */
const FLAGS = {
  userPresent: 0x01,
  userVerified: 0x04,
  backupEligible: 0x08,
  backedUp: 0x10,
  attestedData: 0x40,
  extensionData: 0x80,
} as const;

/** Whether the authenticator says that extension data follows. */
export function hasExtensionData(flags: number): boolean {
  return (flags & FLAGS.extensionData) !== 0;
}

/** Somebody touched the authenticator, and it knew who: `attest.user-presence`, `attest.user-verification`. */
export function checkUser(flags: number): void {
  if ((flags & FLAGS.userPresent) === 0) refuse("user-presence", "nobody touched the authenticator");
  if ((flags & FLAGS.userVerified) === 0)
    refuse("user-verification", "the authenticator did not ask for PIN or finger");
}

/** A raw security key signature has no room for attested data or extensions: `attest.flags`. */
export function checkRawFlags(flags: number): void {
  const unknown = FLAGS.attestedData | FLAGS.extensionData;
  if ((flags & unknown) !== 0) refuse("flags", "flags that only a browser's assertion may have");
}

/** A passkey's other flags: `attest.webauthn-attested-data`, and `attest.webauthn-backup` for backed up but not eligible. */
export function checkPasskeyFlags(flags: number): void {
  if ((flags & FLAGS.attestedData) !== 0) refuse("webauthn-attested-data", "attested data belong to a registration");
  if ((flags & FLAGS.backedUp) !== 0 && (flags & FLAGS.backupEligible) === 0) {
    refuse("webauthn-backup", "backed up, though not eligible for it");
  }
}

function refuse(what: string, detail: string): never {
  throw new AttestError(`attest.${what}`, detail);
}
