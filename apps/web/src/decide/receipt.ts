import { formatEnvelope } from "@countersign/attest";
import { CountersignError, commitment, parseLeaf, proveUnder } from "@countersign/core";
import { nobleCrypto } from "@countersign/crypto/noble";
import { LogError, checkInclusion, leafHash, parseTlogProof } from "@countersign/tlog";
import { logFile } from "../api/log-file.ts";
import { Problem, documentProblem } from "../api/problem.ts";
import { logOf, lookAtLog } from "../log/look-at-log.ts";
import type { LogPlace } from "../log/look-at-log.ts";
import type { Placed } from "./hand-in.ts";

/** That a decision is in the log, as this browser verified it. */
export type Receipt = {
  readonly index: number;
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
  /** The audit path, the leaf's sibling first. */
  readonly path: readonly Uint8Array[];
  /** Witnesses that cosigned, with their times in POSIX seconds. */
  readonly witnesses: ReadonlyMap<string, number>;
  /** A `.tlog-proof` (C2SP), which anybody can verify without this page. */
  readonly proof: string;
};

/** What to do where a log does not show what its service says. */
const NOT_SHOWN =
  "Do not take your decision for recorded: the service says that it is in the log, and cannot show it. Save what you signed, and hand it to your organisation's witness as well: it has to be in the log within the time that the policy promises.";

/**
 * Verifies that the leaf of this very decision stands in the log as this browser checks it: under a checkpoint that the log signed and its quorum
 * cosigned, of a tree that has only grown since it was seen here. Undefined while no such checkpoint covers it: then it does not count yet. Whatever
 * does not hold has its `log.…` code; `log.leaf-mismatch` where another leaf stands at that place.
 */
export async function receiptOf(
  place: LogPlace,
  { index, salt, envelope }: Pick<Placed, "index" | "salt" | "envelope">,
): Promise<Receipt | undefined> {
  const log = logOf(await lookAtLog(place), NOT_SHOWN);
  if (log === undefined || index >= log.checkpoint.size) return undefined;
  const { size, root, times } = log.checkpoint;
  const evidence = formatEnvelope(envelope);
  try {
    const [entry = new Uint8Array()] = await log.leaves(index, index + 1);
    const { kind, sha256 } = parseLeaf(entry);
    if (kind !== "review" || sha256 !== commitment(nobleCrypto, salt, evidence))
      throw new CountersignError("log.leaf-mismatch", `leaf ${index} of the log is not that of this decision`);
    const files = { get: (path: string) => logFile(place.origin, path) };
    const { note } = log.seen;
    const proof = await proveUnder({ crypto: nobleCrypto, files }, { index, size, note, salt, evidence });
    const { hashes } = parseTlogProof(proof);
    checkInclusion(nobleCrypto, { index, size, root, leafHash: leafHash(nobleCrypto, entry), proof: hashes });
    return { index, size, root, path: hashes, witnesses: times, proof };
  } catch (cause) {
    throw isRefusal(cause) ? notShown(cause) : documentProblem(cause);
  }
}

function isRefusal(cause: unknown): cause is LogError | CountersignError {
  return cause instanceof LogError || (cause instanceof CountersignError && cause.code !== "log.unreachable");
}

function notShown(cause: LogError | CountersignError): Problem {
  const { code, detail } = cause;
  return new Problem({ status: 0, code, detail, remedy: NOT_SHOWN, cause });
}
