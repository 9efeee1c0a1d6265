import { trustOf } from "@countersign/core";
import type { LoggedPolicy, Policy } from "@countersign/core";
import { nobleCrypto } from "@countersign/crypto/noble";
import { checkLog, formatSeen, parseSeen } from "@countersign/log-check";
import type { Check, Seen, SoundLog, UnsoundLog } from "@countersign/log-check";
import { LogError, parseCheckpoint, parseNote } from "@countersign/tlog";
import { logFile } from "../api/log-file.ts";
import { Problem, problemOf } from "../api/problem.ts";
import { keepStop } from "./log-stop.ts";
import type { LogStop } from "./log-stop.ts";

/**
 * What this browser found of a log. `sound`: every check passed. `empty`: it has published nothing yet, and nothing was seen of it. `unreachable`: nobody can tell.
 * `stopped`: a check refused it, and nothing of it is to be believed.
 */
export type LogLook =
  | { readonly kind: "sound"; readonly log: SoundLog; readonly at: string }
  | { readonly kind: "empty" }
  | { readonly kind: "unreachable"; readonly problem: Problem }
  | { readonly kind: "stopped"; readonly stop: LogStop; readonly checks: readonly Check[] };

/** Where a log is, what this browser keeps of it, and the policies that say whom to believe. */
export type LogPlace = {
  readonly origin: string;
  readonly kept: Storage;
  readonly chain: readonly [LoggedPolicy, ...LoggedPolicy[]];
};

/**
 * Reads a log's public files and checks them against verified policies and what was seen before. What was seen is kept only where all checks passed, and
 * what did not is kept with its evidence.
 */
export async function lookAtLog({ origin, kept, chain }: LogPlace): Promise<LogLook> {
  const seen = readSeen(kept, origin);
  const checkpoint = await logFile(origin, "log/checkpoint").catch((cause: unknown) => problemOf(cause));
  if (checkpoint instanceof Problem) return { kind: "unreachable", problem: notReached(checkpoint.detail) };
  const read = async (path: string) => (path === "checkpoint" ? checkpoint : logFile(origin, `log/${path}`));
  const trust = trustOf(nobleCrypto, policyOf(chain, checkpoint).log);
  const log = await checkLog({ crypto: nobleCrypto, read, trust, ...(seen === undefined ? {} : { seen }) });
  if (!log.ok) return refused({ origin, kept }, log, seen);
  kept.setItem(keyOf(origin), formatSeen(log.seen));
  return { kind: "sound", log, at: new Date().toISOString() };
}

/**
 * The log that was looked at; undefined while it is empty. Throws what kept the look from it: `log.unreachable`, or the code of the check that refused it,
 * with what to do about that.
 */
export function logOf(look: LogLook, remedy: string): SoundLog | undefined {
  switch (look.kind) {
    case "sound":
      return look.log;
    case "empty":
      return undefined;
    case "unreachable":
      throw look.problem;
    case "stopped":
      throw new Problem({
        status: 0,
        code: look.stop.code,
        detail: look.stop.sentence,
        remedy: `${remedy} The page of the log says what was found, and saves the evidence.`,
      });
    default:
      return look satisfies never;
  }
}

function refused(
  { origin, kept }: Pick<LogPlace, "origin" | "kept">,
  { failure, checks, evidence }: UnsoundLog,
  seen: Seen | undefined,
): LogLook {
  const { name, sentence, code = "" } = failure;
  if (code === "log.unreachable") return { kind: "unreachable", problem: notReached(sentence) };
  if (code === "log.empty" && seen === undefined) return { kind: "empty" };
  const gone = code === "log.empty";
  const stop = {
    check: name,
    code: gone ? "log.rollback" : code,
    sentence: gone ? "The log had a checkpoint before, and shows none now." : sentence,
    at: new Date().toISOString(),
    evidence: evidence(),
  };
  keepStop(kept, origin, stop);
  return { kind: "stopped", stop, checks };
}

/** The checkpoint that was seen here; one that cannot be read any more is as good as none. */
function readSeen(kept: Storage, origin: string): Seen | undefined {
  const text = kept.getItem(keyOf(origin));
  try {
    return text === null ? undefined : parseSeen(text);
  } catch {
    return undefined;
  }
}

const keyOf = (origin: string) => `countersign.log-seen.${origin}`;

function notReached(detail: string): Problem {
  return new Problem({
    status: 0,
    code: "log.unreachable",
    detail,
    remedy:
      "Nothing is known of the log now. It is tried again by itself; what was seen of it before stays in this browser.",
  });
}

/** A checkpoint has to satisfy the newest policy below its own size, as every reader of the log asks of it. */
function policyOf(chain: LogPlace["chain"], checkpoint: Uint8Array | undefined): Policy {
  return (chain.findLast(({ leaf }) => leaf < sizeOf(checkpoint)) ?? chain[0]).policy;
}

/** The size that a checkpoint claims, before anything of it is verified. */
function sizeOf(checkpoint: Uint8Array | undefined): number {
  try {
    return checkpoint === undefined ? 0 : parseCheckpoint(nobleCrypto, parseNote(checkpoint).text).size;
  } catch (cause) {
    if (!(cause instanceof LogError)) throw cause;
    return 0;
  }
}
