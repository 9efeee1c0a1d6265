import { BrokenModel } from "../bytes/byte-reader.ts";
import { BitReader } from "./bit-reader.ts";
import { codesOf, symbolOf } from "./huffman.ts";
import type { Codes } from "./huffman.ts";

const LENGTHS = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** The first bytes of what a deflated stream (RFC 1951) holds, at most `most`; the rest is not made. */
export function inflated(bytes: Uint8Array, most: number, at = 0): Uint8Array {
  const reader = new BitReader(bytes, at);
  const out = new Output(most);
  for (let last = false; !last && !out.full;) {
    last = reader.bits(1) === 1;
    const sort = reader.bits(2);
    if (sort === 0) for (const byte of reader.stored()) out.add(byte);
    else if (sort === 3) throw new BrokenModel("a deflated block has no such sort");
    else block(reader, out, sort === 1 ? FIXED : dynamic(reader));
  }
  return out.bytes;
}

type Tables = { readonly literals: Codes; readonly distances: Codes };

const FIXED: Tables = {
  literals: codesOf(Array.from({ length: 288 }, (_, at) => (at < 144 ? 8 : at < 256 ? 9 : at < 280 ? 7 : 8))),
  distances: codesOf(Array.from({ length: 30 }, () => 5)),
};

function block(reader: BitReader, out: Output, { literals, distances }: Tables): void {
  while (!out.full) {
    const symbol = symbolOf(reader, literals);
    if (symbol === 256) return;
    if (symbol < 256) out.add(symbol);
    else {
      const index = symbol - 257;
      const base = LENGTHS[index];
      if (base === undefined) throw new BrokenModel("a deflated length is impossible");
      const length = base + reader.bits(index < 8 || index === 28 ? 0 : (index >> 2) - 1);
      const step = symbolOf(reader, distances);
      if (step > 29) throw new BrokenModel("a deflated distance is impossible");
      const extra = step < 4 ? 0 : (step >> 1) - 1;
      const from = step < 4 ? step + 1 : (2 + (step & 1)) * 2 ** extra + 1;
      out.repeat(from + reader.bits(extra), length);
    }
  }
}

function dynamic(reader: BitReader): Tables {
  const [literals, distances, count] = [reader.bits(5) + 257, reader.bits(5) + 1, reader.bits(4) + 4];
  const lengths = Array.from({ length: 19 }, () => 0);
  for (const place of ORDER.slice(0, count)) lengths[place] = reader.bits(3);
  const codes = codesOf(lengths);
  const all: number[] = [];
  while (all.length < literals + distances) {
    const symbol = symbolOf(reader, codes);
    if (symbol < 16) all.push(symbol);
    else {
      const value = symbol === 16 ? (all.at(-1) ?? 0) : 0;
      const times = symbol === 16 ? 3 + reader.bits(2) : symbol === 17 ? 3 + reader.bits(3) : 11 + reader.bits(7);
      for (let at = 0; at < times; at += 1) all.push(value);
    }
  }
  return { literals: codesOf(all.slice(0, literals)), distances: codesOf(all.slice(literals, literals + distances)) };
}

/** Bytes that are made, in a buffer that doubles up to its bound. */
class Output {
  #bytes: Uint8Array;
  #length = 0;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
    this.#bytes = new Uint8Array(Math.min(most, 4_096));
  }

  get full(): boolean {
    return this.#length >= this.#most;
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  add(byte: number): void {
    if (this.full) return;
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(Math.min(this.#most, this.#bytes.length * 2));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#length] = byte;
    this.#length += 1;
  }

  repeat(distance: number, length: number): void {
    if (distance > this.#length) throw new BrokenModel("a deflated distance leads before the beginning");
    for (let at = 0; at < length; at += 1) this.add(this.#bytes[this.#length - distance] ?? 0);
  }
}
