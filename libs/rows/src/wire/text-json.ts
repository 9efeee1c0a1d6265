import { base64, formatBase64, object, refuse } from "@countersign/attest";
import type { JsonValue, Place } from "@countersign/attest";
import { decodeText, encodeText } from "../text/text.ts";
import { readList } from "./lists.ts";

/** A line in JSON: a string, or `{"base64": "…"}` where its bytes are no UTF-8. One line has one spelling. */
export function textJson(text: string): JsonValue {
  return text.isWellFormed() ? text : { base64: formatBase64(encodeText(text)) };
}

/** Reads what {@link textJson} makes; `web.rows-text` for base64 of UTF-8 and for a line feed; `web.field-type`, `web.base64`. */
export function readText(value: JsonValue, place: Place): string {
  const text = typeof value === "string" ? value : readBytes(value, place);
  return text.includes("\n") ? refuse(place, "rows-text", "a line with a line feed in it") : text;
}

/** An array of lines. */
export function readTexts(value: JsonValue, place: Place): readonly string[] {
  return readList(value, place).map((text) => readText(text, place));
}

const encoded = object({ base64 });

function readBytes(value: JsonValue, place: Place): string {
  const text = decodeText(encoded(value, place).base64);
  return text.isWellFormed() ? refuse(place, "rows-text", "a text in base64 that needs none") : text;
}
