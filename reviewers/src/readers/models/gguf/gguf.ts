import { BrokenModel, ByteReader } from "../bytes/byte-reader.ts";
import type { OutlineBuilder } from "../bytes/outline-builder.ts";

const SIZES: { readonly [type: number]: number } = {
  0: 1,
  1: 1,
  2: 2,
  3: 2,
  4: 4,
  5: 4,
  6: 4,
  7: 1,
  10: 8,
  11: 8,
  12: 8,
};
const STRING = 8;
const ARRAY = 9;
/** Names of quantisations by their number; others are shown as numbers. */
const TENSOR_TYPES = [
  "F32",
  "F16",
  "Q4_0",
  "Q4_1",
  "",
  "",
  "Q5_0",
  "Q5_1",
  "Q8_0",
  "Q8_1",
  "Q2_K",
  "Q3_K",
  "Q4_K",
  "Q5_K",
  "Q6_K",
  "Q8_K",
];
const DEEPEST = 4;

/** Outline of a GGUF file: its typed keys, whole texts such as chat templates among them, and its tensors. */
export function readGguf(bytes: Uint8Array, outline: OutlineBuilder): void {
  const reader = new ByteReader(bytes, 4);
  const version = reader.u32();
  if (version < 2 || version > 3) throw new BrokenModel(`version ${version} is not read`);
  const [tensors, keys] = [reader.u64(), reader.u64()];
  outline.size("tensors", tensors);
  outline.size("keys", keys);
  for (let at = 0n; at < keys; at += 1n) {
    const name = reader.text(reader.length64());
    outline.part(name, valueOf(reader, reader.u32(), 0));
  }
  let parameters = 0n;
  for (let at = 0n; at < tensors; at += 1n) parameters += tensor(reader, outline);
  outline.size("parameters", parameters);
}

function tensor(reader: ByteReader, outline: OutlineBuilder): bigint {
  const name = reader.text(reader.length64());
  const count = reader.within(reader.u32());
  if (count > 8) throw new BrokenModel(`${name} has ${count} dimensions`);
  const shape = Array.from({ length: count }, () => reader.u64());
  const type = reader.u32();
  const offset = reader.u64();
  outline.part(name, `${TENSOR_TYPES[type] ?? `type ${type}`} [${shape.join(", ")}]`);
  if (offset > BigInt(reader.end)) outline.warn("model.layout", `${name} begins beyond the end`);
  return shape.reduce((product, size) => product * size, 1n);
}

function valueOf(reader: ByteReader, type: number, depth: number): string {
  if (type === STRING) return reader.text(reader.length64());
  if (type === ARRAY) return arrayOf(reader, depth + 1);
  const size = SIZES[type];
  if (size === undefined) throw new BrokenModel(`a value has type ${type}`);
  const own = reader.take(size);
  const view = new DataView(own.buffer, own.byteOffset, own.byteLength);
  if (type === 7) return own[0] === 0 ? "false" : "true";
  if (type === 6) return String(view.getFloat32(0, true));
  if (type === 12) return String(view.getFloat64(0, true));
  const signed = type === 1 || type === 3 || type === 5 || type === 11;
  return String(
    own.reduceRight((sum, byte, at) => sum * 256n + BigInt(at === size - 1 && signed ? (byte << 24) >> 24 : byte), 0n),
  );
}

/** Elements of an array are passed over; how many there are says enough. */
function arrayOf(reader: ByteReader, depth: number): string {
  if (depth > DEEPEST) throw new BrokenModel("too many arrays inside each other", "limit.depth");
  const type = reader.u32();
  const count = reader.length64();
  const size = SIZES[type];
  if (size !== undefined) reader.skip(count * size);
  else
    for (let at = 0; at < count; at += 1)
      if (type === STRING) reader.skip(reader.length64());
      else valueOf(reader, type, depth);
  return `${count} of type ${type}`;
}
