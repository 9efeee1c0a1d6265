import { BrokenModel, ByteReader } from "../bytes/byte-reader.ts";

const DEEPEST = 100;

/** A value of UBJSON as one of JSON. Numbers are big-endian; arrays of one type have a count, which cannot be larger than what is left. */
export function ubjson(bytes: Uint8Array): unknown {
  const reader = new Ubjson(bytes);
  return reader.value(reader.mark(), 0);
}

class Ubjson {
  readonly #reader: ByteReader;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#reader = new ByteReader(bytes);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The next type mark; `N` stands for nothing and is passed over. */
  mark(): string {
    for (;;) {
      const mark = String.fromCharCode(this.#reader.u8());
      if (mark !== "N") return mark;
    }
  }

  value(mark: string, depth: number): unknown {
    if (depth > DEEPEST) throw new BrokenModel(`more than ${DEEPEST} levels`, "limit.depth");
    if (mark === "{") return this.#object(depth);
    if (mark === "[") return this.#array(depth);
    if (mark === "S" || mark === "H") return this.#reader.text(this.#length(this.mark()));
    if (mark === "C") return this.#reader.text(1);
    if (mark === "Z") return null;
    if (mark === "T" || mark === "F") return mark === "T";
    return this.#number(mark);
  }

  #number(mark: string): number {
    const { at } = this.#reader;
    const size = SIZES[mark];
    if (size === undefined) throw new BrokenModel(`a value has the type ${JSON.stringify(mark)}`);
    this.#reader.skip(size);
    if (mark === "U") return this.#view.getUint8(at);
    if (mark === "i") return this.#view.getInt8(at);
    if (mark === "I") return this.#view.getInt16(at);
    if (mark === "l") return this.#view.getInt32(at);
    if (mark === "L") return Number(this.#view.getBigInt64(at));
    return mark === "d" ? this.#view.getFloat32(at) : this.#view.getFloat64(at);
  }

  #length(mark: string): number {
    if (!/^[UiIlL]$/.test(mark)) throw new BrokenModel("a length is no number");
    return this.#reader.within(this.#number(mark));
  }

  #array(depth: number): readonly unknown[] {
    const { type, count = Number.POSITIVE_INFINITY } = this.#header();
    const found: unknown[] = [];
    while (found.length < count) {
      const mark = type ?? this.mark();
      if (count === Number.POSITIVE_INFINITY && mark === "]") break;
      found.push(this.value(mark, depth + 1));
    }
    return found;
  }

  #object(depth: number): unknown {
    const { type, count = Number.POSITIVE_INFINITY } = this.#header();
    const found = new Map<string, unknown>();
    for (let left = count; left > 0; left -= 1) {
      const mark = this.mark();
      if (count === Number.POSITIVE_INFINITY && mark === "}") break;
      const key = this.#reader.text(this.#length(mark));
      found.set(key, this.value(type ?? this.mark(), depth + 1));
    }
    return Object.fromEntries(found);
  }

  /** `$` and a type, `#` and a count; a count is bounded by the bytes that are left, whatever its type. */
  #header(): { readonly type?: string; readonly count?: number } {
    const next = () => String.fromCharCode(this.#reader.bytes[this.#reader.at] ?? 0);
    let type: string | undefined;
    if (next() === "$") {
      this.#reader.skip(1);
      type = String.fromCharCode(this.#reader.u8());
    }
    if (next() !== "#") {
      if (type !== undefined) throw new BrokenModel("a type has no count");
      return {};
    }
    this.#reader.skip(1);
    const count = this.#length(this.mark());
    return type === undefined ? { count } : { type, count };
  }
}

const SIZES: { readonly [mark: string]: number } = { U: 1, i: 1, I: 2, l: 4, L: 8, d: 4, D: 8 };
