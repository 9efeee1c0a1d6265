import { decodeBase64, formatBase64 } from "../base64.ts";
import { AttestError } from "../error.ts";
import { isWeakEd25519 } from "../ssh/weak-key.ts";

const PREFIX = "ed25519:";

/** The text form of a machine's 32-byte Ed25519 public key: `ed25519:<base64>`. */
export function formatMachineKey(publicKey: Uint8Array): string {
  return PREFIX + formatBase64(publicKey);
}

/** Reads what `formatMachineKey` prints for 32 bytes; `attest.machine-key`, `attest.weak-key`. */
export function parseMachineKey(text: string): Uint8Array {
  const key = text.startsWith(PREFIX) ? decodeBase64(text.slice(PREFIX.length)) : undefined;
  if (key?.length !== 32) throw new AttestError("attest.machine-key", "not ed25519:<base64 of 32 bytes>");
  if (isWeakEd25519(key)) throw new AttestError("attest.weak-key", "a key that others can sign for");
  return key;
}
