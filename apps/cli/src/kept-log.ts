import { resolve } from "node:path";
import { readLines } from "@countersign/adapters/files";
import { CountersignError, MAX_LINE_BYTES, bundleLines, bundleReader, readBundle, sound } from "@countersign/core";
import type { LeafLine, LogContents, Root } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import type { OpenedHome } from "@countersign/home";

/** Leaves are kept in memory with their evidence, so a bundle to export from is smaller than one to judge by. */
const BUNDLE_LIMIT = 4 * 1024 ** 3;

/** A log with the bytes that it was read from: every leaf with its evidence, and the checkpoint. */
export type KeptLog = { readonly lines: readonly LeafLine[]; readonly checkpoint: string };

/** What a bundle says, verified, and what it says it with. */
export type ReadKept = { readonly log: LogContents; readonly kept: KeptLog };

/** Reads a bundle file against a root and keeps its lines. Codes: those of reading a bundle; `limit.file`. */
export function keepBundle(path: string, root: Root): Promise<ReadKept> {
  return keep(root, readLines(resolve(path), { maxLine: MAX_LINE_BYTES, maxBytes: BUNDLE_LIMIT }));
}

/** The published log of a home, as it is: nobody cosigns anew, so that the same log gives the same files. */
export function keepHome({ root, parts, home }: OpenedHome): Promise<ReadKept> {
  if (root === undefined) throw new CountersignError("policy.missing", `the log in ${home.dir} has no policy yet`);
  return keep(root, bundleLines(parts, 0));
}

async function keep(root: Root, source: AsyncIterable<Uint8Array>): Promise<ReadKept> {
  const lines: LeafLine[] = [];
  let checkpoint = "";
  const bundle = bundleReader();
  const watched = async function* () {
    for await (const line of source) {
      const item = bundle.line(line);
      if (item.kind === "leaf") lines.push(item.leaf);
      if (item.kind === "checkpoint") checkpoint = item.checkpoint;
      yield line;
    }
  };
  const log = sound(await readBundle(nodeCrypto, root, watched()));
  return { log, kept: { lines, checkpoint } };
}
