/** Places behind the point that sums keep. */
const PLACES = 6;

/** Splits and gain of a feature over all trees. */
export class Gains {
  readonly #features = new Map<string, { splits: number; gain: bigint }>();

  add(feature: string, gain: string): void {
    const own = this.#features.get(feature) ?? { splits: 0, gain: 0n };
    own.splits += 1;
    own.gain += millionths(gain);
    this.#features.set(feature, own);
  }

  /** What is said of a feature; one that no tree uses has no splits. */
  say(feature: string): string {
    const { splits, gain } = this.#features.get(feature) ?? { splits: 0, gain: 0n };
    return `${splits} splits, gain ${sayMillionths(gain)}`;
  }

  get names(): readonly string[] {
    return [...this.#features.keys()];
  }
}

/** Millionths of a number's text; zero for what is none. Exact where the text has no more than six places. */
function millionths(text: string): bigint {
  const [, sign, whole = "", fraction = "", exponent = "0"] =
    /^([-+]?)(\d{1,40})(?:\.(\d{0,40}))?(?:[eE]([-+]?\d{1,3}))?$/.exec(text) ?? [];
  if (whole === "") return 0n;
  const shift = Number(exponent) - fraction.length + PLACES;
  if (Math.abs(shift) > 60) return 0n;
  const digits = BigInt(whole + fraction);
  const value = shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift);
  return sign === "-" ? -value : value;
}

/** A sum of millionths as a decimal. */
function sayMillionths(sum: bigint): string {
  const digits = String(sum < 0n ? -sum : sum).padStart(PLACES + 1, "0");
  const fraction = digits.slice(-PLACES).replace(/0+$/, "");
  return `${sum < 0n ? "-" : ""}${digits.slice(0, -PLACES)}${fraction === "" ? "" : `.${fraction}`}`;
}
