import { CountersignError, tileReader, withLogFiles } from "@countersign/core";
import type { Crypto } from "@countersign/core";
import {
  LogError,
  checkConsistency,
  formatBundlePath,
  proveConsistency,
  readVerifiedEntries,
  verifiedTiles,
} from "@countersign/tlog";
import type { Checkpoint, OpenedCheckpoint } from "@countersign/tlog";
import { AFTER_FAILURE, checklist } from "./check.ts";
import type { Check, Checklist } from "./check.ts";
import { checkCheckpoint } from "./check-checkpoint.ts";
import { checkEntry } from "./check-entry.ts";
import type { CheckedEntry, Disclosed } from "./check-entry.ts";
import { formatEvidence } from "./evidence.ts";
import type { LogToCheck } from "./log-to-check.ts";
import { below, readFiles } from "./read-files.ts";
import type { ReadFiles } from "./read-files.ts";
import { checkpointSeen } from "./seen.ts";
import type { Seen } from "./seen.ts";

/** A log of which every check passed. */
export type SoundLog = {
  readonly ok: true;
  readonly checks: readonly Check[];
  readonly failure?: undefined;
  readonly checkpoint: OpenedCheckpoint;
  /** What to keep for the next visit (`formatSeen`). */
  readonly seen: Seen;
  /**
   * Checks one leaf: that it is in the tree, and with its evidence that this is what it commits to, who signed it, and that they might by the
   * policy in force there.
   */
  readonly entry: (index: number, disclosed?: Disclosed) => Promise<CheckedEntry>;
  /** The leaves from an index to another, which is not included, each compared with its verified tile. Throws `log.…`. */
  readonly leaves: (from: number, to: number) => Promise<readonly Uint8Array[]>;
  /** Everything that was looked at, for others to check again: `formatEvidence`. */
  readonly evidence: () => string;
};

/** A log of which a check failed: nothing of it is to be shown but this. */
export type UnsoundLog = {
  readonly ok: false;
  readonly checks: readonly Check[];
  readonly failure: Check;
  readonly evidence: () => string;
};

/**
 * Reads the checkpoint of a log and checks it: its form, origin, signature and cosignatures, the quorum, its time; that the tiles lead to its
 * root; and that the log has only grown since it was seen before. Reads the partial tiles alone, and those that a proof needs.
 */
export async function checkLog(log: LogToCheck): Promise<SoundLog | UnsoundLog> {
  const files = readFiles(log.read);
  const list = checklist();
  const bytes = await list.read("checkpoint.read", async (show) => {
    const found = await files.get("checkpoint");
    if (found === undefined) throw new CountersignError("log.empty", "the log has published no checkpoint");
    show.bytes("checkpoint", found);
    return { found, sentence: "The log has a checkpoint." };
  });
  const checkpoint = bytes === undefined ? undefined : checkCheckpoint(list, log, bytes);
  const tiles =
    checkpoint === undefined ? list.skip("tree.tiles", AFTER_FAILURE) : await checkTiles(list, log, files, checkpoint);
  if (checkpoint === undefined || tiles === undefined) list.skip("tree.growth", AFTER_FAILURE);
  else await checkGrowth(list, log, files, checkpoint);
  const evidence = () => formatEvidence({ ...log, files: files.seen, checks: list.checks });
  const failure = list.failure();
  if (failure !== undefined) return { ok: false, checks: list.checks, failure, evidence };
  if (bytes === undefined || checkpoint === undefined) throw new TypeError("a log without a failure has a checkpoint");
  return {
    ok: true,
    checks: list.checks,
    checkpoint,
    seen: { note: new TextDecoder().decode(bytes), time: checkpoint.time ?? 0 },
    entry: (index, disclosed) => checkEntry({ ...log, files, checkpoint }, index, disclosed),
    leaves: (from, to) => leavesOf(log.crypto, files, checkpoint, from, Math.min(to, checkpoint.size)),
    evidence,
  };
}

function checkTiles(
  list: Checklist,
  { crypto }: LogToCheck,
  files: ReadFiles,
  checkpoint: Checkpoint,
): Promise<true | undefined> {
  return list.read("tree.tiles", async (show) => {
    const read = new Map<string, Uint8Array>();
    show.bytes("the root that was signed", checkpoint.root);
    await withLogFiles(below(files), [], (readPath) =>
      verifiedTiles(
        crypto,
        checkpoint,
        tileReader((path) => kept(read, path, readPath(path))),
      ),
    ).finally(() => {
      for (const [path, tile] of read) show.bytes(path, tile);
    });
    return { found: true, sentence: `The tiles of ${checkpoint.size} leaves lead to the root that was signed.` };
  });
}

/** An honest log contains every tree that it ever signed; two signed notes that cannot belong to one log prove that this one is none. */
async function checkGrowth(
  list: Checklist,
  { crypto, seen }: LogToCheck,
  files: ReadFiles,
  checkpoint: OpenedCheckpoint,
): Promise<void> {
  if (seen === undefined)
    return list.skip(
      "tree.growth",
      "Nobody here has looked at this log before, so there is nothing to compare it with.",
    );
  await list.read("tree.growth", async (show) => {
    const before = checkpointSeen(crypto, seen);
    show.bytes("the checkpoint that was seen before", new TextEncoder().encode(seen.note));
    const { size, root, time } = checkpoint;
    if (before.origin !== checkpoint.origin)
      throw new LogError("log.origin", `a checkpoint of ${before.origin} was seen before, not of this log`);
    if (size < before.size)
      throw new CountersignError("log.rollback", `the log had ${before.size} leaves before and now shows ${size}`);
    if ((time ?? 0) < seen.time)
      throw new CountersignError("log.rollback", "the witnesses vouch for an earlier time than they did before");
    const proof = await withLogFiles(below(files), [], (readPath) =>
      proveConsistency(crypto, verifiedTiles(crypto, checkpoint, tileReader(readPath)), before.size, size),
    );
    for (const hash of proof) show.bytes("a hash of the consistency proof", hash);
    forked(() =>
      checkConsistency(crypto, { oldSize: before.size, oldRoot: before.root, newSize: size, newRoot: root, proof }),
    );
    const grown = size === before.size ? "has not changed" : `has only grown, by ${size - before.size} leaves,`;
    return { found: true, sentence: `The log ${grown} since it was seen before with ${before.size} leaves.` };
  });
}

/** The proof comes from tiles that were verified, so another old root means another history, and not a bad proof. */
function forked(check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof LogError) || !OTHER_HISTORY.has(error.code)) throw error;
    throw new CountersignError(
      "log.fork",
      "the log does not contain what was seen of it before: it has two histories",
      {
        cause: error,
      },
    );
  }
}

const OTHER_HISTORY: ReadonlySet<string> = new Set(["log.fork", "log.proof-old-root", "log.proof-root"]);

function leavesOf(
  crypto: Crypto,
  files: ReadFiles,
  checkpoint: Checkpoint,
  from: number,
  to: number,
): Promise<readonly Uint8Array[]> {
  return withLogFiles(below(files), [], (readPath) => {
    const tiles = verifiedTiles(crypto, checkpoint, tileReader(readPath));
    const bundle = (index: number, width: number) => readPath(formatBundlePath({ index, width }));
    // A bundle is as wide as the tree has it, also where only its beginning is asked for.
    const whole = Math.min(checkpoint.size, Math.ceil(to / 256) * 256);
    return from >= to ? [] : [...readVerifiedEntries(crypto, bundle, tiles, from, whole)].slice(0, to - from);
  });
}

function kept(read: Map<string, Uint8Array>, path: string, bytes: Uint8Array): Uint8Array {
  read.set(path, bytes);
  return bytes;
}
