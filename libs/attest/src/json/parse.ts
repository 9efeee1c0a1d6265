import { decodeUtf8 } from "../bytes.ts";
import { AttestError } from "../error.ts";
import { canonicalText } from "./format.ts";
import { readDocument } from "./strict-reader.ts";
import { MAX_DEPTH, isList } from "./value.ts";
import type { JsonValue } from "./value.ts";

/**
 * Reads what `formatCanonical` prints and nothing else. Errors are those of `parseStrict`, or `<area>.json-not-canonical`
 * when the text is good JSON in another spelling (blanks, order of members, escapes).
 */
export function parseCanonical(bytes: Uint8Array, area = "attest"): JsonValue {
  const parsed = parseIfCanonical(bytes);
  if (parsed !== undefined) return parsed.value;
  // Slow, but it knows what is wrong.
  parseStrict(bytes, area);
  throw new AttestError(`${area}.json-not-canonical`, "good JSON, but not in its one canonical spelling (RFC 8785)");
}

/**
 * Reads JSON in any spelling that has one meaning only (RFC 8259, RFC 7493). Refused, one code each:
 * `<area>.json-bom`, `json-utf8`, `json-syntax`, `json-end` (cut off), `json-trailing`, `json-control` (control
 * character in a string), `json-escape`, `json-surrogate` (lone), `json-number` (spelling: sign, fraction, exponent,
 * leading zero), `json-number-range` (above 2^53 − 1), `json-depth` (over 64 levels), `duplicate-key`.
 */
export function parseStrict(bytes: Uint8Array, area = "attest"): JsonValue {
  const text = decodeUtf8(bytes);
  if (text === undefined) throw new AttestError(`${area}.json-utf8`, "not UTF-8");
  if (text.startsWith("\uFEFF")) throw new AttestError(`${area}.json-bom`, "begins with a byte order mark");
  return readDocument(text, area);
}

/**
 * The native parser forgives much, but what it forgives prints differently: decoding is one-to-one, so text that
 * prints as itself is canonical.
 */
function parseIfCanonical(bytes: Uint8Array): { readonly value: JsonValue } | undefined {
  try {
    const text = decodeUtf8(bytes);
    if (text === undefined) return undefined;
    const value: JsonValue = JSON.parse(text);
    return printsNatively(text, value) || canonicalText(value) === text ? { value } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The same by the native printer, several times faster and never true for less: it writes strings as we do, but for lone
 * surrogates, whose escapes all begin with `\ud`; what it leaves open is the order of names, numbers and depth.
 */
function printsNatively(text: string, value: JsonValue): boolean {
  return !text.includes("\\ud") && isOrdered(value, 0) && JSON.stringify(value) === text;
}

function isOrdered(value: JsonValue | undefined, depth: number): boolean {
  if (typeof value === "number") return Number.isSafeInteger(value) && value >= 0;
  if (typeof value !== "object" || value === null) return true;
  if (depth >= MAX_DEPTH) return false;
  if (isList(value)) return value.every((item) => isOrdered(item, depth + 1));
  const names = Object.keys(value);
  return names.every((name, at) => (at === 0 || (names[at - 1] ?? "") < name) && isOrdered(value[name], depth + 1));
}
