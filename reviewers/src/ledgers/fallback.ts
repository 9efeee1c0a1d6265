import { normalDecimal } from "../facts/decimal.ts";
import type { Value } from "../facts/fact.ts";

/** UTF-16 units at the end of an expression that are looked at. */
const LONGEST = 700;

const LITERAL = String.raw`(?:(["'\x60])([^"'\x60\\]{0,500})\1|(-? ?\d[\w.]{0,40}|true|false|True|False))`;
/** `… ?? 0.5`, `… || "a"`, `… or "a"`, in as many brackets as there are. */
const OTHERWISE = new RegExp(String.raw`(?:\?\?|\|\||\?:|\bor) ${LITERAL}(?: \))*$`, "u");
/** The second argument of what reads a variable: `os . environ . get ( "W" , "0.5" )`. */
const READ = new RegExp(
  String.raw`env\w{0,20}(?: \. \w{1,20})? \( ["'\x60]\w{1,100}["'\x60] , ${LITERAL}(?: \))*$`,
  "iu",
);

/** The literal that an expression has where the environment says nothing; undefined for any other expression. */
export function fallbackOf(value: Value): Value | undefined {
  if (value.is !== "code") return undefined;
  const end = value.text.slice(-LONGEST);
  if (!/env/iu.test(end)) return undefined;
  const [, quote, text, bare] = OTHERWISE.exec(end) ?? READ.exec(end) ?? [];
  if (bare !== undefined) return number(bare) ?? truth(bare);
  if (quote === undefined || text === undefined) return undefined;
  return number(text) ?? { is: "string", text };
}

function number(text: string): Value | undefined {
  const decimal = /^-? ?[\d.]/u.test(text) ? normalDecimal(text.replace(" ", "")) : undefined;
  return decimal === undefined ? undefined : { is: "number", text, decimal };
}

function truth(text: string): Value | undefined {
  const lower = text.toLowerCase();
  return lower === "true" || lower === "false" ? { is: "boolean", text: lower } : undefined;
}
