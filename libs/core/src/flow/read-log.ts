import { formatHex } from "@countersign/attest";
import { parseEntryBundle, formatBundlePath, TILE_WIDTH } from "@countersign/tlog";
import { CountersignError } from "../error.ts";
import { SALT_BYTES } from "../log/evidence.ts";
import { parseLeaf } from "../log/leaf.ts";
import type { LogReader, ReadLog } from "../log/log-reader.ts";
import type { LeafLine } from "../log/open-leaf.ts";
import type { Root } from "../policy/root.ts";
import { readLogFile } from "./log-files.ts";
import type { ContentStore, Files, LogParts } from "./log-parts.ts";
import { publishedCheckpoint } from "./publish.ts";
import { readerAhead } from "./reader-ahead.ts";
import { readSequence } from "./sequence.ts";

/** Evidence with its salt is at most this large: a change record of 500,000 entries. */
const MOST_EVIDENCE = 256 * 1024 * 1024;

/**
 * One's own log, everything that has a place in it, published or not, read and verified like anybody's; nobody else may
 * append between this and `append`.
 */
export type OwnLog = Pick<LogReader, "add" | "admit" | "finish" | "placeOf" | "policy" | "size" | "soFar">;

/** Reads one's own log from the first leaf on. */
export async function readOwnLog(parts: LogParts, root: Root): Promise<OwnLog> {
  const reader = readerAhead(parts.crypto, root);
  for await (const _ of reader.read(leafLines(parts), (line) => line));
  return reader;
}

/**
 * Reads what was appended to one's own log since it was read; the leaves before are not looked at again. False where what
 * was read is not the beginning of what is there: then it has to be read anew.
 */
export async function followOwnLog(parts: LogParts, own: OwnLog): Promise<boolean> {
  const published = await publishedCheckpoint(parts);
  const { from, leaves } = await readSequence(parts.files, published.size);
  if (own.size() > from + leaves.length) return false;
  for await (const line of leafLines(parts, own.size())) own.add(line);
  if (leaves.length > 0 || published.size === 0) return true;
  const read = own.soFar()?.contents;
  return read?.size === published.size && formatHex(read.root) === formatHex(published.root);
}

/** What one's own log says so far. Without a policy in it: the code of what is wrong with its first leaf, `policy.missing` where there is none. */
export function ownLogSoFar(own: OwnLog): ReadLog {
  const read = own.soFar();
  if (read !== undefined) return read;
  try {
    // No checkpoint is looked at where no policy says whose it must be.
    return own.finish(new Uint8Array());
  } catch (error) {
    if (!(error instanceof CountersignError) || error.code === "policy.missing") throw error;
    throw new CountersignError(error.code, `leaf 0: ${error.detail}`, { cause: error });
  }
}

/** The leaves from index `from` on, in order, each with what is kept of its evidence. */
export async function* leafLines(parts: LogParts, from = 0): AsyncGenerator<LeafLine> {
  const published = await publishedCheckpoint(parts);
  yield* publishedLines(parts, from, published.size);
  const { leaves, from: first } = await readSequence(parts.files, published.size);
  for (const [at, leaf] of leaves.entries())
    if (first + at >= from) yield await leafLine(parts.evidence, leaf, first + at);
}

/** Leaves below a size, from the entry bundles of the log. */
export async function* publishedLines(
  parts: Pick<LogParts, "files" | "evidence">,
  from: number,
  size: number,
): AsyncGenerator<LeafLine> {
  for (let index = Math.floor(from / TILE_WIDTH); index * TILE_WIDTH < size; index++) {
    const start = index * TILE_WIDTH;
    const entries = await readBundle(parts.files, index, Math.min(TILE_WIDTH, size - start));
    for (const [at, leaf] of entries.entries())
      if (start + at >= from) yield await leafLine(parts.evidence, leaf, start + at);
  }
}

/** A full bundle serves a reader of a smaller size as well (tlog-tiles, "Partial tiles"). */
async function readBundle(files: Files, index: number, width: number): Promise<readonly Uint8Array[]> {
  const exact = await readLogFile(files, `log/${formatBundlePath({ index, width })}`);
  if (exact !== undefined) return parseEntryBundle(exact, width);
  const full = await readLogFile(files, `log/${formatBundlePath({ index, width: TILE_WIDTH })}`);
  if (full === undefined)
    throw new CountersignError("log.tile-missing", `entry bundle ${index} of width ${width} is not there`);
  return parseEntryBundle(full, TILE_WIDTH).slice(0, width);
}

/** Evidence that is not here leaves a bare leaf; the readers say what that means to them. What is kept in its place is `bundle.evidence-mismatch`. */
async function leafLine(evidence: ContentStore, leaf: Uint8Array, index: number): Promise<LeafLine> {
  const salted = await evidence.get(parseLeaf(leaf).sha256, MOST_EVIDENCE).catch((error: unknown) => {
    if (!(error instanceof CountersignError) || error.code !== "files.digest") throw error;
    throw new CountersignError("bundle.evidence-mismatch", `leaf ${index}: ${error.detail}`, { cause: error });
  });
  if (salted === undefined) return { leaf };
  return { leaf, salt: salted.subarray(0, SALT_BYTES), evidence: salted.subarray(SALT_BYTES) };
}
