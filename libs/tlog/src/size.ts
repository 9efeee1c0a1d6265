/** Whether a value is a tree size or leaf index that this package can hold: an integer from 0 to 2^53 − 1. */
export function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** The number that ASCII digits spell, without sign or leading zero, at most 2^53 − 1; `undefined` for any other text. */
export function parseSize(text: string): number | undefined {
  if (!/^(?:0|[1-9][0-9]{0,15})$/.test(text)) return undefined;
  const value = Number(text);
  return isSize(value) ? value : undefined;
}
