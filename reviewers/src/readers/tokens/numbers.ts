import { isDigit, isOfWord } from "./characters.ts";

/**
 * Where a number that begins here ends, with exponent, separators, suffix or unit: `1_000L`, `7.1e-4`, `0xFFu8`, `30s`, `1'000`. Versions
 * and addresses (`1.2.3`) are one; a range (`0..5`) and a member (`14.days`) end before the dot.
 */
export function numberEnd(text: string, from: number): number {
  let at = from;
  const hexadecimal = /^0[xX]/.test(text.slice(from, from + 2));
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    if (isOfWord(unit)) at += 1;
    else if (unit === 0x2e && isPoint(text, at)) at += 1;
    else if (unit === 0x27 && isDigit(text.charCodeAt(at - 1)) && isDigit(text.charCodeAt(at + 1))) at += 2;
    else if (isExponentSign(text, from, at) && !hexadecimal) at += 1;
    else break;
  }
  return at;
}

function isPoint(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  if (isDigit(next)) return true;
  if (/^[fFdD]$/.test(text.charAt(at + 1)))
    return !isOfWord(text.charCodeAt(at + 2)) && isDigit(text.charCodeAt(at - 1));
  return next !== 0x2e && !isOfWord(next) && isDigit(text.charCodeAt(at - 1)) && text.charCodeAt(at - 2) !== 0x2e;
}

function isExponentSign(text: string, from: number, at: number): boolean {
  const unit = text.charCodeAt(at);
  if ((unit !== 0x2b && unit !== 0x2d) || (text.charCodeAt(at - 1) | 0x20) !== 0x65) return false;
  return at - 1 > from && /[\d._]/.test(text.charAt(at - 2)) && isDigit(text.charCodeAt(at + 1));
}
