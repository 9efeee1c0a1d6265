/** What a number was multiplied by, in short: per cent with its sign, and as a factor from ten times on and where the sign turns. */
export function shortChange(ratio: string): string {
  const factor = Number(ratio);
  if (!Number.isFinite(factor)) return "";
  if (factor <= 0 || factor >= 10) return `× ${short(factor)}`;
  const percent = (factor - 1) * 100;
  return `${percent < 0 ? "−" : "+"}${short(Math.abs(percent))} %`;
}

/** Three digits that count. */
function short(value: number): string {
  return value.toLocaleString("en", { maximumSignificantDigits: 3 }).replace("-", "−");
}
