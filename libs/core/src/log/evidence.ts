import { formatHex } from "@countersign/attest";
import type { Sha256 } from "../crypto.ts";
import { CountersignError } from "../error.ts";
import type { Leaf } from "./leaf.ts";

/** A salt is 16 random bytes, kept with the evidence: without it nobody can guess what a leaf commits to. */
export const SALT_BYTES = 16;

/**
 * What a leaf says of its evidence ("Log"): SHA-256(salt ‖ envelope), lowercase hex. The envelope is taken as the bytes
 * that are stored. `bundle.evidence-mismatch` for a salt that is not 16 bytes long: a salt of free length could give
 * some of its bytes to the envelope.
 */
export function commitment(crypto: Sha256, salt: Uint8Array, envelope: Uint8Array): string {
  if (salt.length !== SALT_BYTES) throw mismatch(`the salt has ${salt.length} bytes, not ${SALT_BYTES}`);
  const salted = new Uint8Array(SALT_BYTES + envelope.length);
  salted.set(salt);
  salted.set(envelope, SALT_BYTES);
  return formatHex(crypto.sha256(salted));
}

/** Checks that the salt and the envelope are those that the leaf commits to; else `bundle.evidence-mismatch`. */
export function checkEvidence(crypto: Sha256, leaf: Leaf, salt: Uint8Array, envelope: Uint8Array): void {
  const found = commitment(crypto, salt, envelope);
  if (found !== leaf.sha256) throw mismatch(`the leaf commits to ${leaf.sha256}, salt and envelope give ${found}`);
}

function mismatch(detail: string): CountersignError {
  return new CountersignError("bundle.evidence-mismatch", detail);
}
