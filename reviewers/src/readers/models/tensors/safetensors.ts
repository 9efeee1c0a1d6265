import { BrokenModel, ByteReader } from "../bytes/byte-reader.ts";
import type { OutlineBuilder } from "../bytes/outline-builder.ts";
import type { DocumentNode, MappingNode } from "../../typed/document/node.ts";
import { jsonDocuments } from "../../typed/json/documents.ts";
import { TooManyLexemes } from "../../typed/lexemes.ts";
import { valueText } from "../../typed/value.ts";
import { ELEMENT_BYTES, elementsOf, sayTensor } from "./types.ts";
import type { TensorPlace } from "./types.ts";

/** The format's own bound, and what is read of it: a header of one tensor takes about a hundred bytes. */
const LARGEST_HEADER = 100_000_000n;
const LARGEST_READ = 16 * 1024 * 1024;

/** Whether a header of JSON stands behind its length. */
export function isSafetensors(bytes: Uint8Array): boolean {
  if (bytes.length < 10 || bytes[8] !== 0x7b) return false;
  const length = new ByteReader(bytes).u64();
  return length > 1n && length <= LARGEST_HEADER;
}

/** Outline of a safetensors file: its tensors and metadata. Flags what overlaps, leaves holes, lies beyond the end, or stands twice. */
export function readSafetensors(bytes: Uint8Array, outline: OutlineBuilder): void {
  const { root, data } = headerOf(bytes);
  const places: TensorPlace[] = [];
  const names = new Set<string>();
  let parameters = 0n;
  for (const { key, node } of root.entries) {
    if (names.has(key)) outline.warn("model.names", `${key} stands twice`);
    names.add(key);
    if (key === "__metadata__") metadata(node, outline);
    else {
      const place = tensorOf(key, node, data, bytes.length, outline);
      if (place === undefined) continue;
      places.push(place);
      outline.part(key, sayTensor(place.type, place.shape));
      parameters += elementsOf(place.shape) ?? 0n;
    }
  }
  outline.size("tensors", places.length);
  outline.size("parameters", parameters);
  layout(places, data, bytes.length, outline);
}

/** Where each well-formed tensor of a file stands. */
export function safetensorsPlaces(bytes: Uint8Array): readonly TensorPlace[] {
  const { root, data } = headerOf(bytes);
  return root.entries.flatMap(({ key, node }) => {
    const place = key === "__metadata__" ? undefined : tensorOf(key, node, data, bytes.length);
    return place === undefined ? [] : [place];
  });
}

function headerOf(bytes: Uint8Array): { readonly root: MappingNode; readonly data: number } {
  const reader = new ByteReader(bytes);
  const length = reader.length64();
  if (length > LARGEST_READ) throw new BrokenModel(`its header has ${length} bytes`, "limit.header");
  const text = reader.text(length, LARGEST_READ);
  if (!isJson(text)) throw new BrokenModel("its header is not JSON");
  const { documents, troubles } = documentsOf(text);
  const [root] = documents;
  if (troubles[0] !== undefined)
    throw new BrokenModel(troubles[0].what, troubles[0].code.replace("opaque.parse", "model.broken"));
  if (root?.is !== "mapping") throw new BrokenModel("its header is no object");
  return { root, data: reader.at };
}

function documentsOf(text: string): Pick<ReturnType<typeof jsonDocuments>, "documents" | "troubles"> {
  try {
    return jsonDocuments(text);
  } catch (error) {
    if (!(error instanceof TooManyLexemes)) throw error;
    throw new BrokenModel(error.message, "limit.header");
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function metadata(node: DocumentNode, outline: OutlineBuilder): void {
  if (node.is !== "mapping") return;
  for (const { key, node: own } of node.entries)
    outline.part(`__metadata__.${key}`, own.is === "scalar" ? valueText(own.value) : own.is);
}

function tensorOf(
  name: string,
  node: DocumentNode,
  data: number,
  end: number,
  outline?: OutlineBuilder,
): TensorPlace | undefined {
  const [type = "", ...others] = texts(node, "dtype");
  const shape = texts(node, "shape");
  const [begin = "", close = ""] = texts(node, "data_offsets");
  const whole = /^\d{1,19}$/.test(begin) && /^\d{1,19}$/.test(close);
  if (type === "" || others.length > 0 || !whole) {
    outline?.warn("model.shape", `${name} has no type and offsets`);
    return undefined;
  }
  const [from, to] = [BigInt(begin) + BigInt(data), BigInt(close) + BigInt(data)];
  if (from > to || to > BigInt(end)) {
    outline?.warn("model.layout", `${name} lies at ${begin} to ${close}, beyond the end`);
    return undefined;
  }
  const [elements, size] = [elementsOf(shape), ELEMENT_BYTES[type]];
  if (elements === undefined || (size !== undefined && elements * size !== to - from))
    outline?.warn("model.shape", `${name} is ${sayTensor(type, shape)} in ${to - from} bytes`);
  return { name, type, shape, from: Number(from), to: Number(to) };
}

function texts(node: DocumentNode, name: string): readonly string[] {
  const own = node.is === "mapping" ? node.entries.find(({ key }) => key === name)?.node : undefined;
  if (own?.is === "scalar") return [valueText(own.value)];
  return own?.is === "sequence" ? own.items.map((item) => (item.is === "scalar" ? valueText(item.value) : "?")) : [];
}

function layout(places: readonly TensorPlace[], data: number, end: number, outline: OutlineBuilder): void {
  let last = { name: "the header", to: data };
  for (const { name, from, to } of places.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    if (from < last.to) outline.warn("model.layout", `${name} overlaps ${last.name}`);
    if (from > last.to) outline.warn("model.layout", `${from - last.to} bytes before ${name} belong to nothing`);
    if (to > last.to) last = { name, to };
  }
  if (last.to < end) outline.warn("model.layout", `${end - last.to} bytes at the end belong to nothing`);
}
