import { encodeUtf8 } from "../bytes.ts";
import { AttestError } from "../error.ts";
import { MAX_DEPTH, isList } from "./value.ts";
import type { JsonList, JsonObject, JsonValue } from "./value.ts";

/**
 * Canonical JSON (RFC 8785) as UTF-8: no blanks, members sorted by UTF-16 code units, the shortest escapes. Stricter
 * than the RFC, as signed data is: `attest.json-number` for anything but an integer from 0 to 2^53 − 1,
 * `attest.json-surrogate` for a lone surrogate, `attest.json-depth` beyond 64 levels, `attest.json-value` for what is
 * no JSON (`undefined`, functions, instances of classes). Cost: linear, but for the sorting of names.
 */
export function formatCanonical(value: JsonValue): Uint8Array {
  return encodeUtf8(canonicalText(value));
}

/** The text of `formatCanonical`. */
export function canonicalText(value: JsonValue): string {
  return formatValue(value, 0);
}

function formatValue(value: JsonValue | undefined, depth: number): string {
  switch (typeof value) {
    case "string":
      return formatString(value);
    case "number":
      return formatInteger(value);
    case "boolean":
      return value ? "true" : "false";
    case "object":
      if (value === null) return "null";
      if (depth >= MAX_DEPTH) throw new AttestError("attest.json-depth", `nested deeper than ${MAX_DEPTH} levels`);
      return isList(value) ? formatList(value, depth + 1) : formatObject(value, depth + 1);
    default:
      throw new AttestError("attest.json-value", `${typeof value} is no JSON`);
  }
}

function formatString(value: string): string {
  if (!value.isWellFormed()) throw new AttestError("attest.json-surrogate", "a string holds a lone surrogate");
  return JSON.stringify(value);
}

function formatInteger(value: number): string {
  if (!Number.isSafeInteger(value) || value < 0 || Object.is(value, -0)) {
    throw new AttestError("attest.json-number", `${value} is no integer from 0 to 2^53 - 1`);
  }
  return String(value);
}

function formatList(value: JsonList, depth: number): string {
  let text = "[";
  for (let index = 0; index < value.length; index += 1) {
    text += (index === 0 ? "" : ",") + formatValue(value[index], depth);
  }
  return `${text}]`;
}

function formatObject(value: JsonObject, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new AttestError("attest.json-value", "an instance of a class is no JSON");
  }
  let text = "{";
  // The default order of `sort` is that of UTF-16 code units, which RFC 8785 §3.2.3 asks for.
  for (const name of Object.keys(value).sort()) {
    text += `${text === "{" ? "" : ","}${formatString(name)}:${formatValue(value[name], depth)}`;
  }
  return `${text}}`;
}
