import { createWriteStream } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { readLines } from "@countersign/adapters/files";
import { MAX_LINE_BYTES, formatRoot, parseRoot, readBundle, sound } from "@countersign/core";
import type { Crypto, LogContents, Root } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import type { Sample } from "./bare-signatures.ts";
import { recordSignatures } from "./bare-signatures.ts";

const ROOT = "root.json";
const BUNDLE = "log.bundle";
const SIGNATURES = "signatures.json";

/** Writes a log as files: the pinned root, the bundle, and samples of the signatures that its reader verifies. */
export async function writeLogFiles(folder: string, root: Root, lines: Iterable<Uint8Array>): Promise<void> {
  await writeFile(join(folder, ROOT), formatRoot(root));
  await pipeline(withLineFeeds(lines), createWriteStream(join(folder, BUNDLE)));
  const recording = recordSignatures(nodeCrypto);
  await readLogFiles(folder, recording.crypto);
  await writeFile(join(folder, SIGNATURES), JSON.stringify(recording.samples()));
}

/** Reads and verifies the log of a folder, as a gate does. */
export async function readLogFiles(folder: string, crypto: Crypto = nodeCrypto): Promise<LogContents> {
  const root = parseRoot(await readFile(join(folder, ROOT)));
  const limits = { maxLine: MAX_LINE_BYTES, maxBytes: 2 ** 36 };
  return sound(await readBundle(crypto, root, readLines(bundleFile(folder), limits)));
}

/** Path of the bundle in a folder. */
export function bundleFile(folder: string): string {
  return join(folder, BUNDLE);
}

/** Path of the pinned root in a folder. */
export function rootFile(folder: string): string {
  return join(folder, ROOT);
}

/** What the reader of the log verifies. */
export async function signaturesOf(folder: string): Promise<readonly Sample[]> {
  return JSON.parse(await readFile(join(folder, SIGNATURES), "utf8"));
}

function* withLineFeeds(lines: Iterable<Uint8Array>): Generator<Uint8Array> {
  for (const line of lines) yield Buffer.concat([line, Buffer.from("\n")]);
}
