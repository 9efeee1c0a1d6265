/**
 * Bytes as a string of JavaScript, without loss: UTF-8 is decoded, and each byte that is no part of valid UTF-8 is a lone surrogate of
 * its own, U+DC00 plus the byte (`0xff` is `"\udcff"`). Valid UTF-8 never gives a lone surrogate, so every text has one reading
 * back, {@link encodeText}. A byte order mark is kept. Cost: linear.
 */
export function decodeText(bytes: Uint8Array): string {
  return decodeValid(bytes) ?? decodeLines(bytes);
}

/** The bytes of a text. Inverse of {@link decodeText}. */
export function encodeText(text: string): Uint8Array {
  return text.isWellFormed() ? encoder.encode(text) : encodeEscaped(text);
}

/** The byte that a lone surrogate stands for; undefined for every other unit. */
export function escapedByte(unit: number): number | undefined {
  return unit >= FIRST + 0x80 && unit <= FIRST + 0xff ? unit - FIRST : undefined;
}

const FIRST = 0xdc00;
const LINE_FEED = 0x0a;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decodeValid(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** A line feed is a part of no longer sequence, so lines are decoded apart and few of them slowly. */
function decodeLines(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const feed = bytes.indexOf(LINE_FEED, at);
    const end = feed === -1 ? bytes.length : feed + 1;
    const line = bytes.subarray(at, end);
    parts.push(decodeValid(line) ?? decodeEscaping(line));
    at = end;
  }
  return parts.join("");
}

function decodeEscaping(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes, at);
    const valid = length === 0 ? undefined : decodeValid(bytes.subarray(at, at + length));
    parts.push(valid ?? String.fromCharCode(FIRST + (bytes[at] ?? 0)));
    at += valid === undefined ? 1 : length;
  }
  return parts.join("");
}

/** How many bytes a sequence with this first byte has; 0 for a byte that begins none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

function encodeEscaped(text: string): Uint8Array {
  const bytes: Uint8Array[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const byte = escapedByte(text.charCodeAt(at));
    if (byte === undefined || isHigh(text.charCodeAt(at - 1))) continue;
    bytes.push(encoder.encode(text.slice(from, at)), Uint8Array.of(byte));
    from = at + 1;
  }
  bytes.push(encoder.encode(text.slice(from)));
  return joined(bytes);
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
