import { bundleReader, checkBundleHeader } from "../log/bundle.ts";
import type { BundleItem, BundleLeaf } from "../log/bundle.ts";
import type { ReadLog } from "../log/log-reader.ts";
import type { Crypto } from "../crypto.ts";
import { CountersignError } from "../error.ts";
import type { Root } from "../policy/root.ts";
import { readerAhead } from "./reader-ahead.ts";

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
    if (item.kind === "header") checkBundleHeader(item.header, { origin: root.log.origin, known: 0 });
    yield item;
  }
  bundle.end();
}

/** The leaf of an item that is one. */
export function leafOf(item: BundleItem): BundleLeaf | undefined {
  return item.kind === "leaf" ? item.leaf : undefined;
}

/** The packets that a bundle carries, by the leaf they stand beside, in one pass; nothing of it is verified. */
export async function* bundlePackets(
  lines: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<{ readonly index: number; readonly packet: Uint8Array }> {
  const bundle = bundleReader();
  for await (const line of lines) {
    const item = bundle.line(line);
    if (item.kind === "leaf" && "packet" in item.leaf && item.leaf.packet !== undefined)
      yield { index: item.index, packet: item.leaf.packet };
  }
}

/** The contents of a log in which everything verifies; else the first problem, named by its leaf (attack F29). */
export function sound({ contents, problems }: ReadLog): ReadLog["contents"] {
  const [first] = problems;
  if (first === undefined) return contents;
  const others = problems.length - 1;
  const more = others === 0 ? "" : ` (and ${others} more ${others === 1 ? "leaf" : "leaves"})`;
  throw new CountersignError(first.code, `leaf ${first.index}: ${first.message}${more}`);
}
