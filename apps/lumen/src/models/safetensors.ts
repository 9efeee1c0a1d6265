/** A tensor of 32-bit floats. */
export type Tensor = { readonly shape: readonly number[]; readonly values: readonly number[] };

/** Reads a safetensors file: the header's length in 8 bytes, the header, the data. Only F32 is known. */
export function parseSafetensors(bytes: Uint8Array): ReadonlyMap<string, Tensor> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > bytes.length - 8) throw new Error("the header is longer than the file");
  const header: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  if (typeof header !== "object" || header === null) throw new Error("the header is no object");
  return new Map(
    Object.entries(header)
      .filter(([name]) => name !== "__metadata__")
      .map(([name, entry]) => [name, tensorOf(view, 8 + length, entry)]),
  );
}

function tensorOf(view: DataView, start: number, entry: unknown): Tensor {
  const { dtype, shape, data_offsets: offsets } = Object(entry);
  if (dtype !== "F32" || !Array.isArray(shape) || !Array.isArray(offsets)) throw new Error("not a tensor of F32");
  const [from, to] = offsets.map(Number);
  const size = shape.map(Number).reduce((product, side) => product * side, 1);
  if (from === undefined || to === undefined || to - from !== size * 4) throw new Error("shape and offsets disagree");
  const values = Array.from({ length: size }, (_, index) => view.getFloat32(start + from + index * 4, true));
  return { shape: shape.map(Number), values };
}

/** Writes what `parseSafetensors` reads. */
export function formatSafetensors(tensors: ReadonlyMap<string, Tensor>): Uint8Array {
  let at = 0;
  const entries = [...tensors].map(([name, { shape, values }]) => {
    const entry = { dtype: "F32", shape, data_offsets: [at, at + values.length * 4] };
    at += values.length * 4;
    return [name, entry] as const;
  });
  const header = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const bytes = new Uint8Array(8 + header.length + at);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  [...tensors.values()]
    .flatMap(({ values }) => values)
    .forEach((value, index) => view.setFloat32(8 + header.length + index * 4, value, true));
  return bytes;
}
