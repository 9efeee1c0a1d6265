import { compare, normalDecimal } from "../../facts/decimal.ts";
import { wordsOf } from "../../facts/words.ts";
import type { Row } from "../../ledgers/row.ts";

/** What a suffix multiplies by, and which unit of time it is in, in milliseconds. */
const TIMES: ReadonlyMap<string, bigint> = new Map(
  (
    [
      [1n, "ms"],
      [1_000n, "s,sec,secs,second,seconds"],
      [60_000n, "min,mins,minute,minutes"],
      [3_600_000n, "h,hr,hrs,hour,hours"],
      [86_400_000n, "d,day,days"],
      [604_800_000n, "w,week,weeks"],
    ] as const
  ).flatMap(([size, names]) => names.split(",").map((name) => [name, size] as const)),
);
const AMOUNTS: ReadonlyMap<string, bigint> = new Map([
  ["k", 1_000n],
  ["thousand", 1_000n],
  ["million", 1_000_000n],
]);
const SHARES: ReadonlySet<string> = new Set(["pct", "percent"]);
/** Digits behind these are a version, a width or a name. */
const VERSIONS: ReadonlySet<string> = new Set(
  "v,version,int,uint,float,sha,utf,md,fp,bf,ipv,q,p,part,phase,step,layer,h,l".split(","),
);
/** Digits of an amount; what is longer is no quantity. */
const LONGEST = 9;

/** The quantity that a row's name states, in words; undefined unless it states just one. */
export function statedQuantity({ name }: Row): string | undefined {
  const found = quantityIn(name);
  return found === undefined ? undefined : `${found.digits}${found.suffix}`;
}

/**
 * Whether a value is what its name states (`10k`, `14D`, `50Pct`, with the unit of `_MS` at the end); undefined where either states
 * nothing. Version-like `v2`, `int64`, `sha256` state no quantity.
 */
export function agrees({ name, cells }: Row): boolean | undefined {
  const { decimal, unit } = cells;
  return decimal === undefined ? undefined : agreesWith(name, decimal, unit);
}

/** Whether a number is what a name states, in the unit that is known otherwise. */
export function agreesWith(name: string, number: string, unit?: string): boolean | undefined {
  const [stated, decimal] = [quantityIn(name), normalDecimal(number)];
  if (stated === undefined || decimal === undefined) return undefined;
  return valuesOf(stated, unit).some((value) => compare(value, decimal) === 0);
}

type Quantity = { readonly digits: string; readonly suffix: string };

function quantityIn(name: string): Quantity | undefined {
  const words = wordsOf(name.slice(0, 200));
  const found = words.flatMap((digits, index): readonly Quantity[] => {
    const suffix = words[index + 1] ?? "";
    const known = TIMES.has(suffix) || AMOUNTS.has(suffix) || SHARES.has(suffix);
    if (!known || !/^[0-9]+$/u.test(digits) || digits.length > LONGEST || VERSIONS.has(words[index - 1] ?? ""))
      return [];
    return [{ digits, suffix }];
  });
  return found.length === 1 ? found[0] : undefined;
}

function valuesOf({ digits, suffix }: Quantity, unit: string | undefined): readonly string[] {
  const amount = BigInt(digits);
  const factor = AMOUNTS.get(suffix);
  if (factor !== undefined) return [String(amount * factor)];
  const time = TIMES.get(suffix);
  if (time === undefined) return [String(amount), hundredth(digits)];
  const own = unit === undefined ? undefined : TIMES.get(unit);
  const sizes = own === undefined ? [...new Set(TIMES.values())] : [own];
  const values = sizes.filter((size) => (amount * time) % size === 0n).map((size) => String((amount * time) / size));
  return own === undefined || own === time ? [...values, String(amount)] : values;
}

function hundredth(digits: string): string {
  const padded = digits.padStart(3, "0");
  return normalDecimal(`${padded.slice(0, -2)}.${padded.slice(-2)}`) ?? digits;
}
