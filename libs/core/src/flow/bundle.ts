import { MAX_LINE_BYTES, formatBundleCheckpoint, formatBundleHeader, formatBundleLeaf } from "../log/bundle.ts";
import type { BundleLeaf } from "../log/bundle.ts";
import type { LeafLine } from "../log/open-leaf.ts";
import { CountersignError } from "../error.ts";
import { readLogFile } from "./log-files.ts";
import type { LogParts } from "./log-parts.ts";
import { CHECKPOINT, publishedCheckpoint } from "./publish.ts";
import { publishedLines } from "./read-log.ts";

/**
 * The lines of a bundle of the published log from a leaf on, each without its line feed. `packets` says which packet
 * (SHA-256) goes with which leaf; one that is not kept here is left out. `log.empty` before the first checkpoint,
 * `bundle.from` beyond the newest.
 */
export async function* bundleLines(
  parts: LogParts,
  from: number,
  packets: ReadonlyMap<number, string> = new Map(),
): AsyncGenerator<Uint8Array> {
  yield* linesOf(parts, from, async (line, index) => disclosed(line, await packetOf(parts, packets.get(index))));
}

/** The same for readers without rights: leaves without evidence, which verify the tree and answer nothing else. */
export async function* bareBundleLines(parts: LogParts, from: number): AsyncGenerator<Uint8Array> {
  yield* linesOf({ ...parts, evidence: NO_EVIDENCE }, from, async ({ leaf }) => ({ leaf }));
}

/** Nobody opens what nobody is shown. */
const NO_EVIDENCE: LogParts["evidence"] = {
  get: async () => undefined,
  put: async () => {
    throw new TypeError("nothing is kept here");
  },
};

async function* linesOf(
  parts: LogParts,
  from: number,
  disclose: (line: LeafLine, index: number) => Promise<BundleLeaf>,
): AsyncGenerator<Uint8Array> {
  const note = await readLogFile(parts.files, CHECKPOINT);
  const { origin, size } = await publishedCheckpoint(parts);
  if (note === undefined || size === 0)
    throw new CountersignError("log.empty", `nothing is published in the log ${origin}`);
  if (from > size)
    throw new CountersignError("bundle.from", `the log has ${size} leaves, there is no leaf ${from}`, {
      facts: { size },
    });
  yield formatBundleHeader({ origin, from, size });
  let index = from;
  for await (const line of publishedLines(parts, from, size)) yield formatBundleLeaf(await disclose(line, index++));
  yield formatBundleCheckpoint(new TextDecoder().decode(note));
}

async function packetOf({ packets }: LogParts, sha256: string | undefined): Promise<Uint8Array | undefined> {
  return sha256 === undefined ? undefined : packets.get(sha256, MAX_LINE_BYTES);
}

function disclosed({ leaf, salt, evidence }: LeafLine, packet: Uint8Array | undefined): BundleLeaf {
  if (salt === undefined || evidence === undefined) return { leaf };
  return { leaf, salt, evidence, ...(packet === undefined ? {} : { packet }) };
}
