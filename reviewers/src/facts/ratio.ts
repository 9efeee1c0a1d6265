/** Digits of a ratio behind the point. */
const DIGITS = 6;
/** Digits of a number that is compared. */
const LONGEST = 40;

/**
 * After divided by before, in decimal and exact to six digits; undefined unless both are plain decimal numbers and the
 * first is not zero. `0.30` to `0.03` is `0.1`. No floats: equal bytes give equal bytes.
 */
export function ratioOf(before: string, after: string): string | undefined {
  const [a, b] = [decimal(before), decimal(after)];
  if (a === undefined || b === undefined || a.digits === 0n) return undefined;
  const scaled = (b.digits * 10n ** BigInt(a.places + DIGITS)) / (a.digits * 10n ** BigInt(b.places));
  const sign = scaled < 0n ? "-" : "";
  const text = String(scaled < 0n ? -scaled : scaled).padStart(DIGITS + 1, "0");
  const fraction = text.slice(-DIGITS).replace(/0+$/, "");
  return `${sign}${text.slice(0, -DIGITS)}${fraction === "" ? "" : `.${fraction}`}`;
}

/** A ratio for people: three digits that tell, rounded: `0.667`, `1.5`, `12.3`, `1000`. */
export function shortRatio(ratio: string): string {
  const [whole = "", fraction = ""] = ratio.split(".");
  const bare = whole.replace("-", "");
  const leading = bare === "0" ? (/^0*/u.exec(fraction)?.[0].length ?? 0) + 3 : Math.max(0, 3 - bare.length);
  const digits = BigInt(`${bare}${fraction.slice(0, leading).padEnd(leading, "0")}`);
  const rounded = String((fraction[leading] ?? "0") >= "5" ? digits + 1n : digits).padStart(leading + 1, "0");
  const kept = rounded.slice(rounded.length - leading).replace(/0+$/u, "");
  const sign = whole.startsWith("-") ? "-" : "";
  const head = leading === 0 ? rounded : rounded.slice(0, -leading);
  return leading === 0 || kept === "" ? `${sign}${head}` : `${sign}${head}.${kept}`;
}

function decimal(text: string): { readonly digits: bigint; readonly places: number } | undefined {
  const bare = text.replaceAll("_", "");
  if (bare.length > LONGEST || !/^[-+]?\d+(?:\.\d+)?$/.test(bare)) return undefined;
  const point = bare.indexOf(".");
  return { digits: BigInt(bare.replace(".", "").replace("+", "")), places: point === -1 ? 0 : bare.length - point - 1 };
}
