import { normalDecimal } from "../../facts/decimal.ts";
import type { Value } from "../../facts/fact.ts";

/** UTF-16 units of a text in a value. */
const LONGEST_TEXT = 100_000;

const NUMBER = /^[-+]?(?:\d[\d_]{0,200}(?:\.[\d_]{0,200})?|\.\d[\d_]{0,200})(?:[eE][-+]?\d{1,6})?$/;
const BASED = /^[-+]?0[xob][\da-fA-F_]{1,200}$/;

/** A literal as text. */
export function stringValue(text: string): Value {
  return { is: "string", text: text.slice(0, LONGEST_TEXT) };
}

/** Anything that has no type of its own: its tokens. */
export function codeValue(text: string): Value {
  return { is: "code", text: text.slice(0, LONGEST_TEXT) };
}

/** A reference by name. */
export function nameValue(text: string): Value {
  return { is: "name", text: text.slice(0, LONGEST_TEXT) };
}

/** A number, where the whole text is one: digits with `_`, a fraction, an exponent, or a number of base 2, 8 or 16. */
export function numberValue(text: string): Value | undefined {
  if (!NUMBER.test(text) && !BASED.test(text)) return undefined;
  const decimal = normalDecimal(text, "data");
  return decimal === undefined ? undefined : { is: "number", text, decimal };
}

/** What a bare word of a document means: a number, a truth value, nothing (`null`), or else text. */
export function wordValue(text: string): Value {
  const number = numberValue(text);
  if (number !== undefined) return number;
  if (/^true$/i.test(text)) return { is: "boolean", text: "true" };
  if (/^false$/i.test(text)) return { is: "boolean", text: "false" };
  if (text === "" || text === "~" || /^null$/i.test(text)) return codeValue("null");
  return stringValue(text);
}

/** A value as one text, for labels. */
export function valueText(value: Value): string {
  return value.is === "list" ? value.items.map(valueText).join(" ") : value.text;
}
