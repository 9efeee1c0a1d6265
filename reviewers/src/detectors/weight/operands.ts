import { normalDecimal, ratioAtLeast, sign } from "../../facts/decimal.ts";
import { isArithmetic } from "./arithmetic.ts";

/** Units of a body that are looked at, and numbers of one. */
const LONGEST = 20_000;
const MOST = 200;

/** A number without a name that takes part in a computation, with the nearest name before it, or else behind it. */
export type Operand = { readonly text: string; readonly decimal: string; readonly beside: string };

/** The numbers of a body that an operator of arithmetic joins to something, in their order: `reply * 12` has 12, beside `reply`. */
export function operandsOf(body: string): readonly Operand[] {
  const tokens = body.slice(0, LONGEST).split(" ");
  const found: Operand[] = [];
  let name = "";
  for (const [at, text] of tokens.entries()) {
    if (NAME.test(text)) name = text;
    if (found.length === MOST || !/^[.\d]/u.test(text)) continue;
    const minus = tokens[at - 1] === "-" && !isArithmetic(tokens, at - 1) ? "-" : "";
    if (!isArithmetic(tokens, at - 1 - minus.length) && !isArithmetic(tokens, at + 1)) continue;
    const decimal = normalDecimal(`${minus}${text}`);
    if (decimal === undefined) continue;
    const behind = tokens.slice(at + 1, at + 6).find((one) => NAME.test(one)) ?? "";
    found.push({ text: `${minus}${text}`, decimal, beside: name === "" ? behind : name });
  }
  return found;
}

/** The numbers that are others, where both computations have as many; nothing where one has more. */
export function otherOperands(
  base: readonly Operand[],
  result: readonly Operand[],
): readonly (readonly [Operand, Operand])[] {
  if (base.length !== result.length) return [];
  return base.flatMap((one, at) => {
    const other = result[at];
    return other === undefined || other.decimal === one.decimal ? [] : [[one, other] as const];
  });
}

/** Whether a number changes in kind: its sign flips, or it is at least twice or half of what it was. */
export function isLargeStep([before, after]: readonly [Operand, Operand]): boolean {
  return sign(before.decimal) !== sign(after.decimal) || ratioAtLeast(before.decimal, after.decimal, "2");
}

const NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;
