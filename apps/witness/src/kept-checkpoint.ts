import { CountersignError } from "@countersign/core/error";
import { nodeCrypto } from "@countersign/crypto/node";
import { LogError, cosignedAt, parseCheckpoint, parseNote } from "@countersign/tlog";
import type { Checkpoint, VerifierKey } from "@countersign/tlog";

/** A checkpoint that this witness cosigned, and when, in POSIX seconds. `note` has its cosignature. */
export type KeptCheckpoint = { readonly note: string; readonly checkpoint: Checkpoint; readonly time: number };

/** A note that this witness cosigned. */
export function keptCheckpoint(key: VerifierKey, note: string): KeptCheckpoint {
  const { text, signatures } = parseNote(note);
  const time = cosignedAt(nodeCrypto, text, signatures, key);
  if (time === undefined) throw new LogError("log.cosignature", `${key.name} did not cosign the checkpoint`);
  return { note, checkpoint: parseCheckpoint(nodeCrypto, text), time };
}

/**
 * The checkpoint that a witness finds in its folder. It has to bear its own cosignature and be of that log: a witness that
 * believed any other would cosign a second history (`witness.checkpoint`).
 */
export function readKeptCheckpoint(key: VerifierKey, origin: string, bytes: Uint8Array): KeptCheckpoint {
  try {
    const kept = keptCheckpoint(key, new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
    if (kept.checkpoint.origin === origin) return kept;
    throw new LogError("log.origin", `it is of ${kept.checkpoint.origin}`);
  } catch (cause) {
    if (!(cause instanceof LogError) && !(cause instanceof TypeError)) throw cause;
    throw new CountersignError(
      "witness.checkpoint",
      `what is kept of ${origin} is no checkpoint of ours: ${cause.message}`,
      {
        cause,
      },
    );
  }
}
