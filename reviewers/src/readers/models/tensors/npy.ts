import { BrokenModel, ByteReader, beginsWith } from "../bytes/byte-reader.ts";
import type { OutlineBuilder } from "../bytes/outline-builder.ts";
import { pickleFacts } from "../pickle/pickle.ts";
import { elementsOf, sayTensor } from "./types.ts";
import type { TensorPlace } from "./types.ts";

export const NPY_MAGIC = "\u0093NUMPY";
const LARGEST_HEADER = 1_000_000;

/** What an array's header says; `data` is where its elements begin. */
type NpyHeader = {
  readonly type: string;
  readonly shape: readonly string[];
  readonly order: "C" | "F";
  readonly data: number;
};

/** Outline of a NumPy array: its type and shape. Elements that are Python objects are a pickle, of which the imports are listed. */
export function readNpy(bytes: Uint8Array, outline: OutlineBuilder, name = "array"): void {
  const { type, shape, order, data } = npyHeader(bytes);
  outline.part(name, `${sayTensor(type, shape)}${order === "F" ? " by columns" : ""}`);
  const elements = elementsOf(shape);
  outline.size("parameters", elements ?? 0n);
  if (elements === undefined) outline.warn("model.shape", `${name} has the impossible shape (${shape.join(", ")})`);
  if (hasObjects(type)) {
    outline.warn("model.opcodes", `${name} has Python objects as elements, which are unpickled`);
    pickleFacts(bytes.subarray(data), outline);
  } else if (elements !== undefined) {
    const size = /^[<>|=]?[a-zA-Z](\d{1,6})$/.exec(type)?.[1];
    const unit = size === undefined ? undefined : BigInt(size) * (/^[<>|=]?U/.test(type) ? 4n : 1n);
    if (unit !== undefined && elements * unit !== BigInt(bytes.length - data))
      outline.warn("model.shape", `${name} is ${sayTensor(type, shape)} in ${bytes.length - data} bytes`);
  }
}

const TYPES: { readonly [type: string]: string } = { "<f2": "F16", "<f4": "F32", "<f8": "F64" };

/** The one tensor of an array, where its elements are floating numbers in the order of this machine. */
export function npyPlaces(bytes: Uint8Array): readonly TensorPlace[] {
  const { type, shape, order, data } = npyHeader(bytes);
  const known = TYPES[type];
  if (known === undefined) return [];
  return [{ name: `array${order === "F" ? " by columns" : ""}`, type: known, shape, from: data, to: bytes.length }];
}

/** `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }` behind its length; padded with spaces. */
function npyHeader(bytes: Uint8Array): NpyHeader {
  const reader = new ByteReader(bytes);
  if (!beginsWith(bytes, NPY_MAGIC)) throw new BrokenModel("it does not begin as an array does");
  reader.skip(6);
  const major = reader.u8();
  reader.skip(1);
  const length = reader.within(major === 1 ? reader.u16() : reader.u32());
  if (length > LARGEST_HEADER) throw new BrokenModel(`its header has ${length} bytes`, "limit.header");
  const text = reader.text(length, LARGEST_HEADER);
  const type =
    /['"]descr['"]\s{0,10}:\s{0,10}(?:['"]([^'"]{1,100})['"]|(\[.{0,4000}\])\s{0,10},\s{0,10}['"]fortran)/.exec(text);
  const shape = /['"]shape['"]\s{0,10}:\s{0,10}\(([\d,L\s]{0,1000})\)/.exec(text)?.[1];
  if (type === null || shape === undefined) throw new BrokenModel("its header has no type and shape");
  const sizes = shape.match(/\d+/g) ?? [];
  const order = /['"]fortran_order['"]\s{0,10}:\s{0,10}True/.test(text) ? "F" : "C";
  return { type: type[1] ?? type[2] ?? "", shape: sizes, order, data: reader.at };
}

function hasObjects(type: string): boolean {
  return /(?:^|['"])[<>|=]?O/.test(type);
}
