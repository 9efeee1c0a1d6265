import { AttestError } from "./error.ts";

const LOWERCASE = /^(?:[0-9a-f]{2})*$/;
const PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** What newer engines have (ECMAScript 2026). */
type Native = { readonly toHex?: () => string };
const native: typeof Uint8Array & { readonly fromHex?: (text: string) => Uint8Array } = Uint8Array;

/** Lowercase hexadecimal, two digits a byte. */
export function formatHex(bytes: Uint8Array): string {
  const fast: Uint8Array & Native = bytes;
  return fast.toHex?.() ?? encodeHex(bytes);
}

/** Reads what `formatHex` prints and nothing else: no upper case, no odd digit, no blanks (`<area>.hex`). */
export function parseHex(text: string, area = "attest"): Uint8Array {
  if (!LOWERCASE.test(text)) throw new AttestError(`${area}.hex`, "not lowercase hexadecimal of whole bytes");
  return native.fromHex?.(text) ?? decodeHex(text);
}

/** The encoder of engines without `Uint8Array.prototype.toHex`. */
export function encodeHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += PAIRS[byte] ?? "";
  return text;
}

/** The decoder of engines without `Uint8Array.fromHex`; the text has to be lowercase hexadecimal of whole bytes. */
export function decodeHex(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length / 2 }, (_, at) => Number.parseInt(text.slice(at * 2, at * 2 + 2), 16));
}
