const BLANK = /^\s$/u;
const OF_WORD = /^[\p{L}\p{N}\p{M}\p{Pc}]$/u;

/** Whether a code point separates tokens. */
export function isBlank(point: number): boolean {
  if (point < 0x80) return point === 0x20 || (point >= 0x09 && point <= 0x0d);
  return BLANK.test(String.fromCodePoint(point));
}

export function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

/** Whether a code point may stand in a word: letters and digits of any script, `_` and `$`. */
export function isOfWord(point: number): boolean {
  if (point < 0x80) {
    const letter = point | 0x20;
    return (letter >= 0x61 && letter <= 0x7a) || isDigit(point) || point === 0x5f || point === 0x24;
  }
  return point <= 0x10_ff_ff && OF_WORD.test(String.fromCodePoint(point));
}

/** Where the word that a place is in ends. */
export function wordEnd(text: string, from: number): number {
  let at = from;
  for (let point = text.codePointAt(at); point !== undefined && isOfWord(point); point = text.codePointAt(at))
    at += point > 0xff_ff ? 2 : 1;
  return at;
}
