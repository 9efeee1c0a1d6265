import { createHash } from "node:crypto";
import { parseOid, pathFromBytes } from "@countersign/core";
import { contentOf } from "./content/content.ts";
import { examineFile } from "./examine/examine-file.ts";
import { fileChangeOf } from "./hazards/read-file.ts";
import { readSides } from "./readers/read-sides.ts";
import { readersOf } from "./readers/readers.ts";
import type { GrammarSource } from "./readers/readers.ts";

export { GGUF, KERAS, LIGHTGBM, NPZ, ONNX, TENSORS, TORCH } from "./readers/models/examples.testing.ts";

const MODE = "100644";
const OID = parseOid("1".repeat(40), "sha1");

/** Reads bytes as what a path says they are, as the other side of others, and compares the two. */
export type BytesReader = (path: string, before: Uint8Array, after: Uint8Array) => unknown;

/** Every reader, its grammars loaded for the files of these paths, for tests that hand in hostile bytes. */
export async function bytesReader(source: GrammarSource, paths: readonly string[]): Promise<BytesReader> {
  const readers = readersOf(source);
  await readers.prepare(paths);
  return (name, before, after) => {
    const path = pathFromBytes(new TextEncoder().encode(name));
    const [base, result] = [before, after].map((bytes) => {
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      return contentOf({ mode: MODE, size: bytes.length, sha256 }, bytes);
    });
    const ids = { oldOid: OID, newOid: OID, oldSha256: base?.sha256 ?? "-", newSha256: result?.sha256 ?? "-" };
    const file = fileChangeOf({ path, oldMode: MODE, newMode: MODE, ...ids }, base, result);
    const read = readSides(readers, path, base, result);
    return examineFile(file, read.base, read.result);
  };
}
