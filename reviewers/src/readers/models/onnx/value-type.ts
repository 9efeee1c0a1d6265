import { fieldsOf, textOf } from "./wire.ts";

/** Element types by their number in the published schema. */
export const ELEMENT_TYPES = (
  "undefined float uint8 int8 uint16 int16 int32 int64 string bool float16 double uint32 uint64 complex64 complex128 bfloat16 " +
  "float8e4m3fn float8e4m3fnuz float8e5m2 float8e5m2fnuz uint4 int4"
).split(" ");

/** Name and type of an input or output: `float [1, N]`; what is no tensor is told by its sort. */
export function typeOf(bytes: Uint8Array): { readonly name: string; readonly type: string } {
  let [name, type] = ["", "unknown"];
  for (const { number, bytes: inner } of fieldsOf(bytes)) {
    if (number === 1) name = textOf(inner);
    if (number === 2)
      for (const field of fieldsOf(inner))
        type = field.number === 1 ? tensorType(field.bytes) : (SORTS[field.number] ?? type);
  }
  return { name, type };
}

const SORTS: { readonly [number: number]: string } = { 4: "sequence", 5: "map", 8: "sparse tensor", 9: "optional" };

function tensorType(bytes: Uint8Array): string {
  let [element, shape] = [0n, ""];
  for (const { number, value, bytes: inner } of fieldsOf(bytes)) {
    if (number === 1) element = value;
    if (number === 2) shape = shapeOf(inner);
  }
  return `${ELEMENT_TYPES[Number(element)] ?? `type ${element}`} [${shape}]`;
}

function shapeOf(bytes: Uint8Array): string {
  const dims: string[] = [];
  for (const { number, bytes: inner } of fieldsOf(bytes)) {
    if (number !== 1 || dims.length > 100) continue;
    let dim = "?";
    for (const field of fieldsOf(inner))
      dim = field.number === 1 ? String(field.value) : field.number === 2 ? textOf(field.bytes) : dim;
    dims.push(dim);
  }
  return dims.join(", ");
}
