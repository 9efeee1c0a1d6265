import {
  LogError,
  checkConsistency,
  openNote,
  parseCheckpoint,
  proveConsistency,
  quorumWitnesses,
} from "@countersign/tlog";
import type { Checkpoint, ListedTrust } from "@countersign/tlog";
import { tileReader, withLogFiles } from "./log-files.ts";
import type { Cosigner, LogParts } from "./log-parts.ts";

/**
 * Whether a witness that says it has seen another log than `checkpoint`, whose tiles are here, has to stop this one (attack F23). The word of
 * one that the quorum can use suffices: quorums share a member, so whatever readers ever took was seen by one of those that are asked
 * now, and honest ones stop an old backup. One outside the quorum, whom no reader asks, has to show a checkpoint that
 * the log itself signed and that is not the beginning of this one: else anybody who is listed could stop the log by a number.
 */
export async function isWitnessedOtherwise(
  parts: LogParts,
  trust: Pick<ListedTrust, "origin" | "quorum">,
  cosigner: Cosigner,
  checkpoint: Checkpoint,
): Promise<boolean> {
  if (trust.quorum === "none" || quorumWitnesses(trust.quorum).includes(cosigner.name)) return true;
  if (cosigner.shown === undefined) return true;
  const shown = await cosigner.shown(trust.origin);
  const signed = shown === undefined ? undefined : signedCheckpoint(parts, trust.origin, shown);
  return signed !== undefined && !(await isBeginning(parts, signed, checkpoint));
}

/** A checkpoint of this log by one of its own keys; undefined for anything else. */
function signedCheckpoint({ crypto, keys }: LogParts, origin: string, note: Uint8Array): Checkpoint | undefined {
  try {
    const checkpoint = parseCheckpoint(crypto, openNote(crypto, note, keys).text);
    return checkpoint.origin === origin ? checkpoint : undefined;
  } catch (error) {
    if (error instanceof LogError) return undefined;
    throw error;
  }
}

async function isBeginning(parts: LogParts, old: Checkpoint, checkpoint: Checkpoint): Promise<boolean> {
  if (old.size > checkpoint.size) return false;
  return withLogFiles(parts.files, [], (read) => {
    const proof = proveConsistency(parts.crypto, tileReader(read), old.size, checkpoint.size);
    try {
      checkConsistency(parts.crypto, {
        oldSize: old.size,
        oldRoot: old.root,
        newSize: checkpoint.size,
        newRoot: checkpoint.root,
        proof,
      });
      return true;
    } catch (error) {
      if (error instanceof LogError) return false;
      throw error;
    }
  });
}
