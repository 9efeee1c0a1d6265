import { formatEnvelope } from "@countersign/attest";
import { CountersignError, commitment, formatLeaf, proveUnder, trustOf } from "@countersign/core";
import type { Policy } from "@countersign/core";
import { nobleCrypto } from "@countersign/crypto/noble";
import { LogError, checkTlogProof, openCheckpoint, parseTlogProof } from "@countersign/tlog";
import { logFile } from "../api/log-file.ts";
import { Problem, documentProblem } from "../api/problem.ts";
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

/**
 * Verifies that the leaf of this very decision stands under a checkpoint that the log signed and its quorum cosigned, from the public files of
 * the log at an origin. Undefined while no such checkpoint covers it: then it does not count yet. Whatever does not hold has its `log.…` code.
 */
export async function receiptOf(origin: string, policy: Policy, placed: Placed): Promise<Receipt | undefined> {
  const trust = trustOf(nobleCrypto, policy.log);
  const { index, salt } = placed;
  const evidence = formatEnvelope(placed.envelope);
  const entry = formatLeaf({ kind: "review", sha256: commitment(nobleCrypto, salt, evidence) });
  const files = { get: (path: string) => logFile(origin, path) };
  try {
    const bytes = await files.get("log/checkpoint");
    if (bytes === undefined) return undefined;
    const note = new TextDecoder().decode(bytes);
    const { size } = openCheckpoint(nobleCrypto, note, trust);
    if (index >= size) return undefined;
    const proof = await proveUnder({ crypto: nobleCrypto, files }, { index, size, note, salt, evidence });
    const { checkpoint } = checkTlogProof(nobleCrypto, proof, entry, trust);
    const { hashes } = parseTlogProof(proof);
    return { index, size, root: checkpoint.root, path: hashes, witnesses: checkpoint.times, proof };
  } catch (cause) {
    throw cause instanceof LogError || cause instanceof CountersignError ? logProblem(cause) : documentProblem(cause);
  }
}

function logProblem(cause: LogError | CountersignError): Problem {
  const { code, detail } = cause;
  const remedy =
    "The service says that your decision is in the log, and cannot show it. Keep what you signed, and tell your monitor: it has to be in the log within the time that the policy promises.";
  return new Problem({ status: 0, code, detail, remedy, cause });
}
