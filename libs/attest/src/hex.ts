import { AttestError } from "./error.ts";

const LOWERCASE = /^(?:[0-9a-f]{2})*$/;
const PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Lowercase hexadecimal, two digits a byte. */
export function formatHex(bytes: Uint8Array): string {
  if (typeof bytes.toHex === "function") return bytes.toHex();
  let text = "";
  for (const byte of bytes) text += PAIRS[byte] ?? "";
  return text;
}

/** Reads what `formatHex` prints and nothing else: no upper case, no odd digit, no blanks (`<area>.hex`). */
export function parseHex(text: string, area = "attest"): Uint8Array {
  if (!LOWERCASE.test(text)) throw new AttestError(`${area}.hex`, "not lowercase hexadecimal of whole bytes");
  if (typeof Uint8Array.fromHex === "function") return Uint8Array.fromHex(text);
  return Uint8Array.from({ length: text.length / 2 }, (_, at) => Number.parseInt(text.slice(at * 2, at * 2 + 2), 16));
}
