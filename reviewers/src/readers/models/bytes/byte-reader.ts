/** A file that ends, or says something impossible, where more was to be read; readers catch it once, at their door. */
export class BrokenModel extends Error {
  /** `model.broken`, or `limit.…` where a bound was met. */
  readonly code: string;

  constructor(what: string, code = "model.broken") {
    super(what);
    this.code = code;
  }
}

const utf8 = new TextDecoder("utf-8");

/** Bytes from left to right, little-endian; each read is checked against the end, and nothing is copied. */
export class ByteReader {
  at: number;
  readonly end: number;
  readonly bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = Math.min(end, bytes.length);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.end - this.at;
  }

  u8(): number {
    return this.#view.getUint8(this.#step(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#step(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#step(4), true);
  }

  i32(): number {
    return this.#view.getInt32(this.#step(4), true);
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#step(8), true);
  }

  /** A length of eight bytes; one beyond what is left is broken. */
  length64(): number {
    return this.within(this.u64());
  }

  /** A count or length that fits in what is left, as each of its things takes a byte at least. */
  within(count: bigint | number): number {
    if (count < 0 || count > this.left)
      throw new BrokenModel(`${count} more were announced, ${this.left} bytes are left`);
    return Number(count);
  }

  take(length: number): Uint8Array {
    const start = this.#step(length);
    return this.bytes.subarray(start, start + length);
  }

  skip(length: number): void {
    this.#step(length);
  }

  /** Text of a length in bytes; what is no UTF-8 becomes a replacement character, and a long one is cut. */
  text(length: number, most = 100_000): string {
    const own = this.take(length);
    return utf8.decode(own.length > most ? own.subarray(0, most) : own);
  }

  /** Bytes up to a value, which is taken as well. */
  until(value: number): Uint8Array {
    const found = this.bytes.indexOf(value, this.at);
    if (found === -1 || found >= this.end) throw new BrokenModel("a line does not end");
    const own = this.bytes.subarray(this.at, found);
    this.at = found + 1;
    return own;
  }

  #step(length: number): number {
    const start = this.at;
    if (length < 0 || length > this.left)
      throw new BrokenModel(`it ends at byte ${this.end}, ${length} more were announced`);
    this.at = start + length;
    return start;
  }
}

/** Whether bytes begin with those of a text of one byte a unit. */
export function beginsWith(bytes: Uint8Array, magic: string, at = 0): boolean {
  if (bytes.length < at + magic.length) return false;
  for (let index = 0; index < magic.length; index += 1) if (bytes[at + index] !== magic.charCodeAt(index)) return false;
  return true;
}
