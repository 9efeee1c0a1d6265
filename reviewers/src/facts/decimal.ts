import { foldArithmetic } from "./arithmetic.ts";
import type { Exact } from "./number-literal.ts";

/** UTF-16 units of a number's source text. */
const LONGEST = 200;

/**
 * The exact decimal that a number's source text stands for, such as `-0.5`, `12`, `1000000` for `-.50`, `12L`, `1e6`: no exponent, no
 * needless zeros, no plus. Whole numbers joined by `+ - * <<` and parentheses are folded (`24 * 14` is `336`); names, divisions and
 * durations are not. Undefined for whatever is no number. Say `data` for text of a document, where a letter behind a number is a
 * unit and no type: `14d` is a number in code alone. No floats (recommender.md §3).
 */
export function normalDecimal(text: string, spelled: "code" | "data" = "code"): string | undefined {
  if (text.length > LONGEST || !/\d/.test(text)) return undefined;
  const value = foldArithmetic(text, spelled);
  return value === undefined ? undefined : formatExact(value);
}

/** -1, 0 or 1 for a normal decimal below, at or above zero. */
export function sign(decimal: string): -1 | 0 | 1 {
  if (decimal.startsWith("-")) return -1;
  return decimal === "0" ? 0 : 1;
}

/** -1, 0 or 1 for a first normal decimal below, equal to or above the second. */
export function compare(a: string, b: string): -1 | 0 | 1 {
  const difference = scaled(a, placesOf(b)) - scaled(b, placesOf(a));
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}

/**
 * Whether two normal decimals are at least `n` (a normal decimal above zero) times apart, in either direction and whatever their signs:
 * `12` and `6` are 2 times apart. Zero is infinitely far from everything but zero.
 */
export function ratioAtLeast(a: string, b: string, n: string): boolean {
  const [small, large] = [size(scaled(a, placesOf(b))), size(scaled(b, placesOf(a)))].toSorted(byValue);
  if (small === undefined || large === undefined || large === 0n) return false;
  return large * 10n ** BigInt(placesOf(n)) >= small * digitsOf(n);
}

/** Whether two normal decimals differ by at least the n-th part of a whole, which is one too. */
export function differByPart(a: string, b: string, whole: string, n: bigint): boolean {
  const places = Math.max(placesOf(a), placesOf(b), placesOf(whole));
  const [first, second, all] = [a, b, whole].map((one) => scaled(one, places - placesOf(one)));
  if (first === undefined || second === undefined || all === undefined) return false;
  return size(first - second) * n >= all;
}

function formatExact({ digits, places }: Exact): string {
  const text = String(size(digits)).padStart(places + 1, "0");
  const fraction = text.slice(text.length - places).replace(/0+$/, "");
  const whole = text.slice(0, text.length - places);
  return `${digits < 0n ? "-" : ""}${whole}${places === 0 || fraction === "" ? "" : `.${fraction}`}`;
}

function placesOf(decimal: string): number {
  const point = decimal.indexOf(".");
  return point === -1 ? 0 : decimal.length - point - 1;
}

function digitsOf(decimal: string): bigint {
  return BigInt(decimal.replace(".", ""));
}

function scaled(decimal: string, places: number): bigint {
  return digitsOf(decimal) * 10n ** BigInt(places);
}

function size(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function byValue(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
