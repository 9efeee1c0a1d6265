import { BrokenModel } from "../bytes/byte-reader.ts";
import type { BitReader } from "./bit-reader.ts";

/**
 * Codes of RFC 1951: how many there are of each length, the symbols in the order of their codes, and for each ten bits that may come next the
 * symbol (times 16) and the length of a code that they begin with.
 */
export type Codes = {
  readonly counts: readonly number[];
  readonly symbols: readonly number[];
  readonly table: Uint16Array;
};

const TABLE_BITS = 10;

/** Codes by the length of each symbol's. */
export function codesOf(lengths: readonly number[]): Codes {
  const counts = Array.from({ length: 16 }, () => 0);
  for (const length of lengths) if (length > 0) counts[length] = (counts[length] ?? 0) + 1;
  const next = firstCodes(counts);
  const symbols: number[][] = Array.from({ length: 16 }, () => []);
  const table = new Uint16Array(1 << TABLE_BITS);
  for (const [symbol, length] of lengths.entries()) {
    if (length === 0) continue;
    symbols[length]?.push(symbol);
    const code = next[length] ?? 0;
    next[length] = code + 1;
    if (length > TABLE_BITS) continue;
    for (let at = reversed(code, length); at < table.length; at += 1 << length) table[at] = symbol * 16 + length;
  }
  return { counts, symbols: symbols.flat(), table };
}

/** The next symbol. */
export function symbolOf(reader: BitReader, { counts, symbols, table }: Codes): number {
  const entry = table[reader.peek(TABLE_BITS)] ?? 0;
  if (entry !== 0) {
    reader.drop(entry & 15);
    return entry >> 4;
  }
  let [code, first, index] = [0, 0, 0];
  for (let length = 1; length < 16; length += 1) {
    code |= reader.bits(1);
    const count = counts[length] ?? 0;
    const symbol = code - first < count ? symbols[index + code - first] : undefined;
    if (symbol !== undefined) return symbol;
    index += count;
    first = (first + count) << 1;
    code <<= 1;
  }
  throw new BrokenModel("a deflated code is impossible");
}

/** The first code of each length; more codes than there are bits for are broken. */
function firstCodes(counts: readonly number[]): number[] {
  const next = [0];
  let code = 0;
  for (let length = 1; length < 16; length += 1) {
    code = (code + (counts[length - 1] ?? 0)) << 1;
    next.push(code);
    if (code + (counts[length] ?? 0) > 1 << length) throw new BrokenModel("deflated codes are impossible");
  }
  return next;
}

function reversed(code: number, length: number): number {
  let found = 0;
  for (let at = 0; at < length; at += 1) found |= ((code >> at) & 1) << (length - 1 - at);
  return found;
}
