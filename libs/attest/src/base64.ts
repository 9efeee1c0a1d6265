import { AttestError } from "./error.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** What newer engines have (ECMAScript 2026). */
type Native = { readonly toBase64?: () => string };
type Decoding = { readonly alphabet: "base64"; readonly lastChunkHandling: "strict" };
const native: typeof Uint8Array & {
  readonly fromBase64?: (text: string, decoding: Decoding) => Uint8Array;
} = Uint8Array;

/** Standard base64 with padding and without line breaks (RFC 4648 §4), such as `aGVsbG8=`. */
export function formatBase64(bytes: Uint8Array): string {
  const fast: Uint8Array & Native = bytes;
  return fast.toBase64?.() ?? encode(bytes);
}

/**
 * Reads what `formatBase64` prints and nothing else: no other alphabet, no missing padding, no stray bits, no blanks
 * (`<area>.base64`). Linear; megabytes are no problem where the engine has `Uint8Array.fromBase64`.
 */
export function parseBase64(text: string, area = "attest"): Uint8Array {
  const bytes = decodeBase64(text);
  if (bytes === undefined)
    throw new AttestError(`${area}.base64`, "not standard base64 with padding and without stray bits");
  return bytes;
}

/** As `parseBase64`, with `undefined` as the refusal. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const bytes = native.fromBase64 !== undefined ? decodeNatively(text) : decodeByTable(text);
  // The native decoder skips blanks: then the text is longer than what its bytes need.
  return bytes !== undefined && text.length === Math.ceil(bytes.length / 3) * 4 ? bytes : undefined;
}

/** URL-safe base64 without padding (RFC 4648 §5), as browsers write the challenge of a WebAuthn assertion. */
export function formatBase64Url(bytes: Uint8Array): string {
  return formatBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function decodeNatively(text: string): Uint8Array | undefined {
  try {
    return native.fromBase64?.(text, { alphabet: "base64", lastChunkHandling: "strict" });
  } catch {
    return undefined;
  }
}

/** The encoder of engines without `Uint8Array.prototype.toBase64`. */
export function encode(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [b, c] = [bytes[at + 1], bytes[at + 2]];
    const group = ((bytes[at] ?? 0) << 16) | ((b ?? 0) << 8) | (c ?? 0);
    text += ALPHABET.charAt(group >> 18) + ALPHABET.charAt((group >> 12) & 63);
    text += b === undefined ? "=" : ALPHABET.charAt((group >> 6) & 63);
    text += c === undefined ? "=" : ALPHABET.charAt(group & 63);
  }
  return text;
}

/** The decoder of engines without `Uint8Array.fromBase64`. */
export function decodeByTable(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let [bits, held, at] = [0, 0, 0];
  for (let index = 0; index < text.length - padding; index += 1) {
    const value = sextet(text.charCodeAt(index));
    if (value < 0) return undefined;
    bits = ((bits << 6) | value) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[at] = bits >> held;
    at += 1;
  }
  return (bits & ((1 << held) - 1)) === 0 ? bytes : undefined;
}

const SEXTETS = Int8Array.from({ length: 128 }, (_, code) => ALPHABET.indexOf(String.fromCharCode(code)));

function sextet(code: number): number {
  return SEXTETS[code] ?? -1;
}
