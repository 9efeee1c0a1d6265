import { normalDecimal } from "../../facts/decimal.ts";
import type { Value } from "../../facts/fact.ts";

/** UTF-16 units of a string that may be a packed vector, and elements of one. */
const LONGEST = 4_000;
const MOST = 64;

type Element = { readonly name: string; readonly value: Value };

/**
 * The numbers of a vector that is packed into one string: `12,9,.5` by their place, `reply=12;like:.5` and `reply=12 like=.5` by name. Undefined unless
 * every part is a number and there are two of them, or one that has a name. Dates, addresses and versions are no vectors.
 */
export function packedNumbers(text: string): readonly Element[] | undefined {
  if (text.length > LONGEST || !/\d/.test(text)) return undefined;
  const parts = text
    .split(/=\s?[-+.\d][\w.+-]* +[A-Za-z_]/u.test(text) ? /[,;|\s]+/u : /[,;|\n]/u)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  if (parts.length > MOST || parts.length < 2) return undefined;
  const elements = parts.flatMap((part, index) => elementOf(part, index));
  return elements.length === parts.length ? elements : undefined;
}

function elementOf(part: string, index: number): readonly Element[] {
  const [, name = String(index), number = ""] =
    /^(?:([A-Za-z_][\w.-]*)\s*[=:]\s*)?([-+.\d][\w.+-]*)$/u.exec(part) ?? [];
  const decimal = normalDecimal(number, "data");
  return decimal === undefined ? [] : [{ name, value: { is: "number", text: number, decimal } }];
}
