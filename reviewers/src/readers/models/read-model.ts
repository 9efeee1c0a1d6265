import { extension, fileName } from "../../content/names.ts";
import { BrokenModel, beginsWith } from "./bytes/byte-reader.ts";
import { OutlineBuilder } from "./bytes/outline-builder.ts";
import { readGguf } from "./gguf/gguf.ts";
import { isOnnx, readOnnx } from "./onnx/onnx.ts";
import { readSavedModel } from "./onnx/saved-model.ts";
import type { ModelOutline } from "./outline.ts";
import { isPickle, pickleFacts } from "./pickle/pickle.ts";
import { pointerSort, readPointer } from "./pointers/pointers.ts";
import { NPY_MAGIC, readNpy } from "./tensors/npy.ts";
import { isSafetensors, readSafetensors } from "./tensors/safetensors.ts";
import { isLightgbm, readLightgbm } from "./trees/lightgbm.ts";
import { isXgboostJson, isXgboostUbjson, readXgboostJson, readXgboostUbjson } from "./trees/xgboost.ts";
import { isZip, readArchive } from "./zip/archive.ts";
import { inflated } from "./zip/inflate.ts";

/** Bytes of a pointer to a content that is elsewhere. */
const LARGEST_POINTER = 16 * 1024;
const LARGEST_UNPACKED = 128 * 1024 * 1024;

/**
 * Outline of a model's file by its first bytes, else by its name; undefined for what is no model. Nothing is loaded, run or followed; what breaks off or
 * is beyond a bound is a warning. Pure, never throws, and makes nothing larger than the file but what it unpacks within bounds.
 */
export function readModel(path: string, bytes: Uint8Array): ModelOutline | undefined {
  const text = bytes.length <= LARGEST_POINTER ? new TextDecoder("utf-8").decode(bytes) : "";
  const pointer = pointerSort(path, text);
  if (pointer !== undefined) return outlined(pointer, bytes, (outline) => readPointer(pointer, text, outline));
  if (isZip(bytes)) return isModelArchive(path, bytes) ? archive(bytes, path) : undefined;
  const reader = READERS.find(({ fits }) => fits(bytes, path));
  return reader === undefined ? undefined : outlined(reader.format, bytes, (outline) => reader.read(bytes, outline));
}

type Reader = {
  readonly format: string;
  readonly fits: (bytes: Uint8Array, path: string) => boolean;
  readonly read: (bytes: Uint8Array, outline: OutlineBuilder) => void;
};

const PICKLES = new Set(["pkl", "pickle", "joblib", "pt", "pth", "ckpt", "dill"]);

/** By their first bytes, then by their names. */
const READERS: readonly Reader[] = [
  { format: "safetensors", fits: isSafetensors, read: readSafetensors },
  { format: "npy", fits: (bytes) => beginsWith(bytes, NPY_MAGIC), read: readNpy },
  { format: "gguf", fits: (bytes) => beginsWith(bytes, "GGUF"), read: readGguf },
  { format: "hdf5", fits: (bytes) => beginsWith(bytes, "\u0089HDF\r\n"), read: readHdf5 },
  { format: "lightgbm", fits: isLightgbm, read: readLightgbm },
  { format: "pickle", fits: isPickle, read: pickleFacts },
  { format: "pickle", fits: (bytes, path) => isPacked(bytes) && PICKLES.has(extension(path)), read: readPacked },
  { format: "onnx", fits: isOnnx, read: readOnnx },
  { format: "xgboost-binary", fits: (bytes) => beginsWith(bytes, "binf"), read: unknown },
  { format: "xgboost-ubjson", fits: isXgboostUbjson, read: readXgboostUbjson },
  { format: "xgboost-json", fits: isXgboost, read: (bytes, outline) => readXgboostJson(decoded(bytes), outline) },
  { format: "safetensors", fits: (_, path) => extension(path) === "safetensors", read: readSafetensors },
  { format: "onnx", fits: (_, path) => extension(path) === "onnx", read: readOnnx },
  { format: "savedmodel", fits: (_, path) => /^saved_model.*\.pb$/.test(fileName(path)), read: readSavedModel },
  { format: "pickle", fits: (_, path) => PICKLES.has(extension(path)), read: pickleFacts },
  {
    format: "unknown",
    fits: (_, path) => /^(?:gguf|npy|npz|h5|hdf5|keras|tflite|model|bst|ubj|pmml|cbm|mlmodel)$/.test(extension(path)),
    read: unknown,
  },
];

function outlined(format: string, bytes: Uint8Array, read: (outline: OutlineBuilder) => void): ModelOutline {
  const outline = new OutlineBuilder(format);
  outline.size("bytes", bytes.length);
  try {
    read(outline);
  } catch (error) {
    if (error instanceof BrokenModel) outline.warn(error.code, error.message);
    else outline.warn("model.broken", `the reader failed: ${error instanceof Error ? error.name : "unknown"}`);
  }
  return outline.outline();
}

function archive(bytes: Uint8Array, path: string): ModelOutline {
  try {
    const outline = readArchive(bytes, path);
    return { ...outline, sizes: { ...outline.sizes, bytes: String(bytes.length) } };
  } catch {
    return outlined("zip", bytes, () => {
      throw new BrokenModel("the reader failed");
    });
  }
}

/** Archives are many things; one is a model by its name, or by a member that only models have. */
function isModelArchive(path: string, bytes: Uint8Array): boolean {
  if (PICKLES.has(extension(path)) || /^(?:npz|keras|zip|bin|model|mar)$/.test(extension(path))) return true;
  const tail = new TextDecoder("latin1").decode(bytes.subarray(-65_536));
  return /data\.pkl|\.npy|saved_model\.pb/.test(tail);
}

/** Bytes of zlib, as joblib packs pickles. */
function isPacked(bytes: Uint8Array): boolean {
  const [first = 0, second = 0] = bytes;
  return first === 0x78 && (first * 256 + second) % 31 === 0;
}

function readPacked(bytes: Uint8Array, outline: OutlineBuilder): void {
  const content = inflated(bytes, LARGEST_UNPACKED, 2);
  if (content.length > 100 * bytes.length && content.length > 10_000_000)
    outline.warn("model.ratio", `it grows from ${bytes.length} to ${content.length} bytes`);
  outline.size("unpacked", content.length);
  pickleFacts(content, outline);
}

/** Text of a configuration lies in HDF5 as it is; a Lambda layer is told by it. */
function readHdf5(bytes: Uint8Array, outline: OutlineBuilder): void {
  const text = new TextDecoder("latin1").decode(bytes);
  const names = new Map<string, number>();
  for (const [, name = ""] of text.matchAll(/"class_name": ?"([\w>.]{1,100})"/g))
    names.set(name, (names.get(name) ?? 0) + 1);
  for (const [name, count] of names) outline.part(name, `${count} times`);
  if (names.has("Lambda")) outline.warn("model.custom", "it has Lambda layers, which run code that is in it");
}

function isXgboost(bytes: Uint8Array): boolean {
  return bytes[0] === 0x7b && isXgboostJson(decoded(bytes.subarray(0, 2_000)));
}

function decoded(bytes: Uint8Array): string {
  return new TextDecoder("utf-8").decode(bytes);
}

function unknown(_: Uint8Array, outline: OutlineBuilder): void {
  outline.warn("model.unknown", "nobody here reads this format");
}
