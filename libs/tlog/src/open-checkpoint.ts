import { parseCheckpoint } from "./checkpoint.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { cosignedAt } from "./cosignature.ts";
import type { Verifier } from "./crypto.ts";
import { LogError } from "./error.ts";
import { parseNote } from "./note.ts";
import { isQuorumMet, vouchedTime } from "./quorum.ts";
import { verifySigner } from "./signed-note.ts";
import type { TextInput } from "./text.ts";
import { checkTrust } from "./trust.ts";
import type { Trust } from "./trust.ts";

/**
 * A checkpoint that the log signed and the quorum of its witnesses cosigned. `time` is the one that the quorum vouches
 * for, in POSIX seconds (see `vouchedTime`); absent where the quorum is `"none"`. `times` are the times of all known
 * witnesses that cosigned, by name.
 */
export type OpenedCheckpoint = Checkpoint & {
  readonly time: number | undefined;
  readonly times: ReadonlyMap<string, number>;
};

/**
 * Verifies a cosigned checkpoint: a well-formed note (`log.note-*`) with a checkpoint (`log.checkpoint-*`) of the trusted
 * origin (`log.origin`), signed by the log's own key (`log.key` where it did not sign, `log.note-signature` where its
 * signature is bad). A known witness with a bad cosignature refuses it, whoever else cosigned (`log.cosignature`,
 * `log.cosignature-time`); unknown keys are ignored; a witness counts once; the quorum must be met (`log.quorum`).
 * Throws what `checkTrust` throws. Compares no time with any clock.
 */
export function openCheckpoint(crypto: Verifier, note: TextInput, trust: Trust): OpenedCheckpoint {
  checkTrust(trust);
  const { text, signatures } = parseNote(note);
  const checkpoint = parseCheckpoint(crypto, text);
  if (checkpoint.origin !== trust.origin) {
    throw new LogError("log.origin", `the checkpoint is of ${checkpoint.origin}, not of ${trust.origin}`);
  }
  if (!verifySigner(crypto, text, signatures, trust.logKey)) {
    throw new LogError("log.key", `the key of the log ${trust.origin} did not sign the checkpoint`);
  }
  const times = new Map<string, number>();
  for (const { name, key } of trust.witnesses) {
    const time = cosignedAt(crypto, text, signatures, key);
    if (time !== undefined) times.set(name, time);
  }
  if (!isQuorumMet(trust.quorum, new Set(times.keys()))) {
    throw new LogError(
      "log.quorum",
      `${times.size} of ${trust.witnesses.length} witnesses cosigned, which is no quorum`,
    );
  }
  return { ...checkpoint, time: vouchedTime(trust.quorum, times), times };
}
