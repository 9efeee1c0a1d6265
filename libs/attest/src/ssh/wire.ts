import { concat, decodeUtf8, encodeUtf8 } from "../bytes.ts";
import { AttestError } from "../error.ts";

/** Reads the SSH wire encoding (RFC 4251 §5) from front to back. Nothing is read beyond the end. */
export type WireReader = {
  readonly byte: () => number;
  readonly uint32: () => number;
  /** `length` bytes without a length before them. */
  readonly bytes: (length: number) => Uint8Array;
  /** A length and as many bytes. */
  readonly string: () => Uint8Array;
  /** A `string` of exactly `length` bytes. */
  readonly stringOf: (length: number) => Uint8Array;
  /** A `string` that is UTF-8. */
  readonly text: () => string;
  /** Everything up to the end. */
  readonly rest: () => Uint8Array;
  /** Refuses what is left. */
  readonly end: () => void;
};

/**
 * Opens bytes for reading. Codes begin with `prefix` (such as `attest.sshsig`): `<prefix>-length` when a length points
 * past the end or is not the one wanted, `<prefix>-text` for a text that is no UTF-8, `<prefix>-trailing`.
 */
export function wireReader(input: Uint8Array, prefix: string): WireReader {
  let at = 0;
  const bytes = (length: number) => {
    if (length > input.length - at)
      throw new AttestError(`${prefix}-length`, `${length} bytes wanted, ${input.length - at} left`);
    at += length;
    // A copy even of a Node Buffer, whose `slice` shares memory.
    return new Uint8Array(input.subarray(at - length, at));
  };
  const uint32 = () => bytes(4).reduce((value, byte) => value * 256 + byte, 0);
  const string = () => bytes(uint32());
  const rest = () => bytes(input.length - at);
  return {
    byte: () => bytes(1)[0] ?? 0,
    uint32,
    bytes,
    string,
    stringOf: (length) => ofLength(string(), length, prefix),
    text: () => textOf(string(), prefix),
    rest,
    end: () => {
      if (at !== input.length) throw new AttestError(`${prefix}-trailing`, `${input.length - at} bytes follow the end`);
    },
  };
}

/** The bytes after their length, four bytes big-endian; a text as UTF-8. */
export function wireString(value: Uint8Array | string): Uint8Array {
  const bytes = typeof value === "string" ? encodeUtf8(value) : value;
  return concat(wireUint32(bytes.length), bytes);
}

/** Four bytes, big-endian. */
export function wireUint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

function ofLength(bytes: Uint8Array, length: number, prefix: string): Uint8Array {
  if (bytes.length === length) return bytes;
  throw new AttestError(`${prefix}-length`, `a field of ${bytes.length} bytes where ${length} are wanted`);
}

function textOf(bytes: Uint8Array, prefix: string): string {
  const text = decodeUtf8(bytes);
  if (text === undefined) throw new AttestError(`${prefix}-text`, "a text is not UTF-8");
  return text;
}
