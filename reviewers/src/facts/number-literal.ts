/** An exact number: `digits` divided by ten to the power of `places`. */
export type Exact = { readonly digits: bigint; readonly places: number };

/** Greatest exponent, either way, that is written out. */
const LONGEST_EXPONENT = 400;

const WHOLE = /^(?:0[xX]([0-9a-fA-F]+)|0[oO]([0-7]+)|0[bB]([01]+))$/;
const POINTED = /^(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;
/** Suffixes that say what type a literal has: C and its like, Scala, Java, Rust, JavaScript. */
const WHOLE_SUFFIX = /(?:[ui](?:8|16|32|64|128|size)|[uU]?[lL]{1,2}|[lL]{0,2}[uU]|[uU]?[zZ]|n)$/;
const POINTED_SUFFIX = /(?:f(?:16|32|64|128)|[fFdD])$/;

/**
 * One unsigned literal without operators; undefined if it is none. `_` and `'` between digits are left out, a leading zero makes no
 * octal number. In `data` (a document) no suffix names a type: `14d` is a fortnight there, and no number.
 */
export function exactLiteral(text: string, spelled: "code" | "data"): Exact | undefined {
  if (!/^[.\d]/.test(text)) return undefined;
  const bare = text.replaceAll(/(?<=[\da-fA-FxXoObB])[_'](?=[\da-zA-Z])/g, "");
  const hexadecimal = /^0[xX]/.test(bare);
  const whole = spelled === "code" ? bare.replace(WHOLE_SUFFIX, "") : bare;
  const pointed = spelled === "code" && !hexadecimal && whole === bare ? bare.replace(POINTED_SUFFIX, "") : whole;
  return wholeNumber(hexadecimal ? whole : pointed) ?? pointedNumber(pointed);
}

function wholeNumber(text: string): Exact | undefined {
  return WHOLE.test(text) ? { digits: BigInt(text.toLowerCase()), places: 0 } : undefined;
}

function pointedNumber(text: string): Exact | undefined {
  const [matched, before = "", behind = "", exponent = "0"] = POINTED.exec(text) ?? [];
  if (matched === undefined || `${before}${behind}` === "") return undefined;
  const power = Number(exponent);
  if (Math.abs(power) > LONGEST_EXPONENT) return undefined;
  const places = behind.length - power;
  const digits = BigInt(`${before}${behind}`);
  return places >= 0 ? { digits, places } : { digits: digits * 10n ** BigInt(-places), places: 0 };
}
