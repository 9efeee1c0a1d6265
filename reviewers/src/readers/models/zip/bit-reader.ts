import { BrokenModel } from "../bytes/byte-reader.ts";

/** Bits of a deflated stream, the lowest first. */
export class BitReader {
  #at: number;
  #bits = 0;
  #count = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  bits(count: number): number {
    const value = this.peek(count);
    this.drop(count);
    return value;
  }

  /** The next bits, at most sixteen; zeros behind the end. */
  peek(count: number): number {
    while (this.#count < count && this.#at < this.#bytes.length) {
      this.#bits |= (this.#bytes[this.#at] ?? 0) << this.#count;
      this.#at += 1;
      this.#count += 8;
    }
    return this.#bits & ((1 << count) - 1);
  }

  /** Takes bits that were looked at. */
  drop(count: number): void {
    if (count > this.#count) throw new BrokenModel("its deflated bytes end");
    this.#bits >>>= count;
    this.#count -= count;
  }

  /** A block of whole bytes behind its length, from the next boundary. */
  stored(): Uint8Array {
    this.#at -= this.#count >> 3;
    [this.#bits, this.#count] = [0, 0];
    const [a = 0, b = 0, c, d] = this.#bytes.subarray(this.#at, this.#at + 4);
    const right = c !== undefined && d !== undefined && (a ^ c) === 0xff && (b ^ d) === 0xff;
    if (!right) throw new BrokenModel("a stored block is broken");
    const start = this.#at + 4;
    const end = start + a + b * 256;
    if (end > this.#bytes.length) throw new BrokenModel("its deflated bytes end");
    this.#at = end;
    return this.#bytes.subarray(start, end);
  }
}
