import { concat } from "../bytes.ts";
import { AttestError } from "../error.ts";
import { wireString } from "../ssh/wire.ts";

/**
 * Reads the body of an `mpint` (RFC 4251 §5) as a positive number of 32 bytes, big-endian. `attest.signature-mpint` for
 * zero, a negative number, more than 32 bytes, or zeros in front that are not needed.
 */
export function parseScalar(mpint: Uint8Array): Uint8Array {
  const [first = 0, second = 0] = mpint;
  const digits = first === 0 ? mpint.subarray(1) : mpint;
  const needless = first === 0 && second < 0x80;
  if (first >= 0x80 || needless || digits.length > 32) {
    throw new AttestError("attest.signature-mpint", "r or s is zero, negative, too long, or has extra zeros");
  }
  return concat(new Uint8Array(32 - digits.length), digits);
}

/** The `mpint` of a positive number of 32 bytes, big-endian, with its length. */
export function formatScalar(scalar: Uint8Array): Uint8Array {
  const start = scalar.findIndex((byte) => byte !== 0);
  const digits = scalar.subarray(start < 0 ? scalar.length : start);
  return wireString((digits[0] ?? 0) >= 0x80 ? concat(Uint8Array.of(0), digits) : digits);
}
