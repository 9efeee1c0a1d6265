import {
  formatBundleCheckpoint,
  formatBundleHeader,
  formatBundleLeaf,
  bundleReader,
  checkBundleHeader,
} from "../log/bundle.ts";
import type { BundleItem, BundleLeaf } from "../log/bundle.ts";
import type { ReadLog } from "../log/log-reader.ts";
import type { Crypto } from "../crypto.ts";
import { CountersignError } from "../error.ts";
import type { Root } from "../policy/root.ts";
import { readLogFile } from "./log-files.ts";
import type { LogParts } from "./log-parts.ts";
import { CHECKPOINT, publishedCheckpoint } from "./publish.ts";
import { publishedLines } from "./read-log.ts";
import { readerAhead } from "./reader-ahead.ts";

/** The lines of a bundle of the published log from a leaf on, each without its line feed. `log.empty` before the first checkpoint, `bundle.from` beyond the newest. */
export async function* bundleLines(parts: LogParts, from: number): AsyncGenerator<Uint8Array> {
  const note = await readLogFile(parts.files, CHECKPOINT);
  const { origin, size } = await publishedCheckpoint(parts);
  if (note === undefined || size === 0)
    throw new CountersignError("log.empty", `nothing is published in the log ${origin}`);
  if (from > size) throw new CountersignError("bundle.from", `the log has ${size} leaves, there is no leaf ${from}`);
  yield formatBundleHeader({ origin, from, size });
  for await (const line of publishedLines(parts, from, size)) yield formatBundleLeaf(disclosed(line));
  yield formatBundleCheckpoint(new TextDecoder().decode(note));
}

function disclosed({ leaf, salt, evidence }: { leaf: Uint8Array; salt?: Uint8Array; evidence?: Uint8Array }) {
  return salt === undefined || evidence === undefined ? { leaf } : { leaf, salt, evidence };
}

/**
 * Reads a whole bundle against a pinned root, in one pass and without keeping evidence. Throws what is wrong with the
 * bundle, the tree or the checkpoint; what is wrong with single leaves is in the answer.
 */
export async function readBundle(
  crypto: Crypto,
  root: Root,
  lines: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<ReadLog> {
  const log = readerAhead(crypto, root);
  let read: ReadLog | undefined;
  for await (const item of log.read(bundleItems(root, lines), leafOf))
    if (item.kind === "checkpoint") read = log.finish(new TextEncoder().encode(item.checkpoint));
  if (read === undefined) throw new CountersignError("bundle.truncated", "the bundle ends before its checkpoint");
  return read;
}

async function* bundleItems(
  root: Root,
  lines: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<BundleItem, void, undefined> {
  const bundle = bundleReader();
  for await (const line of lines) {
    const item = bundle.line(line);
    if (item.kind === "header") checkBundleHeader(item.header, { origin: root.log.origin, from: 0 });
    yield item;
  }
  bundle.end();
}

/** The leaf of an item that is one. */
export function leafOf(item: BundleItem): BundleLeaf | undefined {
  return item.kind === "leaf" ? item.leaf : undefined;
}

/** The contents of a log in which everything verifies; else the first problem, named by its leaf (attack F29). */
export function sound({ contents, problems }: ReadLog): ReadLog["contents"] {
  const [first] = problems;
  if (first === undefined) return contents;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more leaves)` : "";
  throw new CountersignError(first.code, `leaf ${first.index}: ${first.message}${more}`);
}
