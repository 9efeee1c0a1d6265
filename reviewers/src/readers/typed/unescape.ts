import type { Quote } from "./lexemes.ts";

const SIMPLE: { readonly [unit: string]: string } = {
  n: "\n",
  t: "\t",
  r: "\r",
  b: "\b",
  f: "\f",
  v: "\v",
  "0": "\0",
  e: "\u001B",
  "\n": "",
};

/** The inner text of a literal as its language reads it. What no language knows keeps its backslash. */
export function unescaped(inner: string, { close, escapes }: Quote): string {
  if (escapes === "none") return inner;
  if (escapes === "doubled") return inner.replaceAll(close + close, close);
  if (!inner.includes("\\")) return inner;
  return inner.replaceAll(
    /\\(?:u\{([\da-fA-F]{1,6})\}|u([\da-fA-F]{4})|U([\da-fA-F]{8})|x([\da-fA-F]{2})|([^]))/g,
    one,
  );
}

function one(all: string, braced?: string, four?: string, eight?: string, two?: string, unit = ""): string {
  const hex = braced ?? four ?? eight ?? two;
  if (hex !== undefined) {
    const code = Number.parseInt(hex, 16);
    return code > 0x10ffff ? all : String.fromCodePoint(code);
  }
  return SIMPLE[unit] ?? (/[\w]/.test(unit) ? all : unit);
}
