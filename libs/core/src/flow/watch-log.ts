import { AttestError } from "@countersign/attest";
import { LogError, openCheckpoint, parseCheckpoint, parseNote } from "@countersign/tlog";
import type { Checkpoint } from "@countersign/tlog";
import type { Crypto } from "../crypto.ts";
import { CountersignError } from "../error.ts";
import type { ReadLog } from "../log/log-reader.ts";
import { openLeaf } from "../log/open-leaf.ts";
import type { LeafLine } from "../log/open-leaf.ts";
import type { Root } from "../policy/root.ts";
import { trustOf } from "../policy/trust.ts";
import { readerAhead } from "./reader-ahead.ts";
import type { ReaderAhead } from "./reader-ahead.ts";

/** Where a log is read from: a folder, a bundle, a server. Nothing that it gives is believed. */
export interface LogSource {
  /** The newest checkpoint, a cosigned note. */
  checkpoint(): Promise<Uint8Array>;
  /** Leaves from an index up to a size, in order, each with what there is of its evidence. */
  lines(from: number, size: number): AsyncIterable<LeafLine>;
}

/** A verified checkpoint and the log that was read up to it. */
export type LogReading = { readonly note: Uint8Array; readonly read: ReadLog };

/** Two checkpoints that the log signed and that do not go together: of two histories, or the later seen one of fewer leaves. */
export type LogConflict = {
  readonly code: "log.fork" | "log.rollback";
  readonly kept: Uint8Array;
  readonly other: Uint8Array;
};

/** What a look at a log gave. `reading` is the newest that ever verified in this run, whatever the source shows now. */
export type LogSight = {
  readonly reading?: LogReading;
  readonly conflict?: LogConflict;
  /** Why the source could not be followed. */
  readonly failure?: CountersignError | LogError | AttestError;
};

/** A log that is looked at again and again. */
export type WatchedLog = { readonly look: () => Promise<LogSight> };

type Watch = {
  readonly crypto: Crypto;
  readonly root: Root;
  readonly source: LogSource;
  /** The newest checkpoint that verified, in this run or an earlier one. */
  mark: Uint8Array | undefined;
  reading: LogReading | undefined;
  reader: ReaderAhead | undefined;
  refused: LogConflict | undefined;
};

/**
 * Follows a log: each look reads the leaves that are new, as every reader does, and checks them against the newest checkpoint.
 * `seen` is the newest checkpoint of an earlier run; a log that does not contain it is a `log.fork`, a shorter one a
 * `log.rollback`, and both notes are in the answer. What else is wrong with the source is its `failure`.
 */
export function watchLog(crypto: Crypto, root: Root, source: LogSource, seen: Uint8Array | undefined): WatchedLog {
  const watch: Watch = {
    crypto,
    root,
    source,
    mark: seen,
    reading: undefined,
    reader: undefined,
    refused: undefined,
  };
  return { look: () => look(watch) };
}

async function look(watch: Watch): Promise<LogSight> {
  const known = () => (watch.reading === undefined ? {} : { reading: watch.reading });
  try {
    const conflict = await advance(watch, await watch.source.checkpoint());
    return { ...known(), ...(conflict === undefined ? {} : { conflict }) };
  } catch (failure) {
    if (!(failure instanceof CountersignError || failure instanceof LogError || failure instanceof AttestError))
      throw failure;
    return { ...known(), failure };
  }
}

/** Takes a checkpoint for the newest one, unless it does not go together with what was seen. */
async function advance(watch: Watch, note: Uint8Array): Promise<LogConflict | undefined> {
  const { crypto, reading, mark, refused } = watch;
  if (await isMended(watch)) watch.reader = undefined;
  else if (reading !== undefined && sameBytes(reading.note, note)) return undefined;
  if (refused !== undefined && sameBytes(refused.other, note)) return refused;
  const checkpoint = checkpointOf(crypto, note);
  const seen = mark === undefined ? undefined : checkpointOf(crypto, mark);
  if (reading !== undefined && seen !== undefined && contradicts(seen, checkpoint)) {
    checkSigned(crypto, reading.read, note);
    return conflictOf(watch, checkpoint, note);
  }
  const found = await readOn(watch, checkpoint.size, note).catch((error: unknown) => readAgain(watch, note, error));
  if (found === "other history" || (seen !== undefined && contradicts(seen, checkpoint)))
    return conflictOf(watch, checkpoint, note);
  // An earlier cosignature of the same tree, from a copy that is behind, takes no time back.
  if (reading !== undefined && isEarlier(found, reading.read)) return undefined;
  watch.mark = note;
  watch.reading = { note, read: found };
  return undefined;
}

function isEarlier({ contents: found }: ReadLog, { contents: known }: ReadLog): boolean {
  return found.size === known.size && (found.time ?? 0) < (known.time ?? 0);
}

/** Whether evidence that was missing or damaged is there now: a reader that went past its leaf has to begin again. */
async function isMended({ crypto, reading, source }: Watch): Promise<boolean> {
  const unread = reading?.read.problems.filter(({ code }) => code.startsWith("bundle.evidence-")) ?? [];
  for (const { index } of unread.slice(0, MOST_TRIED))
    for await (const line of source.lines(index, index + 1)) if (!("problem" in openLeaf(crypto, line))) return true;
  return false;
}

/** Leaves whose evidence is asked for again by each look. */
const MOST_TRIED = 16;

function contradicts(seen: Checkpoint, { size, root }: Checkpoint): boolean {
  return size < seen.size || (size === seen.size && !sameBytes(root, seen.root));
}

function conflictOf(watch: Watch, { size }: Checkpoint, other: Uint8Array): LogConflict {
  const kept = watch.mark ?? other;
  const code = size < checkpointOf(watch.crypto, kept).size ? "log.rollback" : "log.fork";
  watch.refused = { code, kept, other };
  return watch.refused;
}

/** A note that nobody of the log signed proves nothing about the log: `log.key` and what else `openCheckpoint` throws. */
function checkSigned(crypto: Crypto, { contents }: ReadLog, note: Uint8Array): void {
  const failures: unknown[] = [];
  for (const { policy } of contents.policies.toReversed()) {
    try {
      openCheckpoint(crypto, note, { ...trustOf(crypto, policy.log), witnesses: [], quorum: "none" });
      return;
    } catch (error) {
      failures.push(error);
    }
  }
  throw failures[0];
}

/** Reads the leaves that are new. A reader that has read on too far begins again. */
async function readOn(watch: Watch, size: number, note: Uint8Array): Promise<ReadLog | "other history"> {
  if (watch.reader === undefined || watch.reader.size() > size) return readWhole(watch, note, size);
  const { reader, source } = watch;
  for await (const _ of reader.read(source.lines(reader.size(), size), (line) => line));
  return reader.finish(note);
}

/**
 * Leaves that do not lead to the checkpoint from what was read before: only the whole log tells whether they were damaged on
 * their way, or are of another history.
 */
async function readAgain(watch: Watch, note: Uint8Array, cause: unknown): Promise<ReadLog | "other history"> {
  const before = watch.reader;
  watch.reader = undefined;
  if (before === undefined || !(cause instanceof LogError) || cause.code !== "log.root") throw cause;
  return readWhole(watch, note, checkpointOf(watch.crypto, note).size);
}

/** Reads a log from its first leaf, and looks whether it is what was seen before at the size that was seen then. */
async function readWhole(watch: Watch, note: Uint8Array, size: number): Promise<ReadLog | "other history"> {
  const { crypto, root, source, mark } = watch;
  const reader = readerAhead(crypto, root);
  const seen = mark === undefined ? undefined : checkpointOf(crypto, mark);
  let same = true;
  for await (const _ of reader.read(source.lines(0, size), (line) => line))
    if (seen !== undefined && reader.size() === seen.size)
      same = sameBytes(reader.soFar()?.contents.root ?? EMPTY, seen.root);
  const read = reader.finish(note);
  if (!same) return "other history";
  // Of a log that is shorter than what was seen, what comes next was never compared.
  if (seen === undefined || size >= seen.size) watch.reader = reader;
  return read;
}

const EMPTY = new Uint8Array();

function checkpointOf(crypto: Crypto, note: Uint8Array): Checkpoint {
  return parseCheckpoint(crypto, parseNote(note).text);
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
