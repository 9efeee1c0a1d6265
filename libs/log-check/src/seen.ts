import { formatCanonical, integer, nonEmptyString, object, parseCanonical, read } from "@countersign/attest";
import { parseCheckpoint, parseNote } from "@countersign/tlog";
import type { Checkpoint, Hasher } from "@countersign/tlog";

/**
 * The checkpoint that was verified at an earlier visit: the cosigned note as it came, and the time that its quorum vouched for (POSIX
 * seconds, 0 without a quorum). Kept by whoever looks, so that a later look can tell whether the log only grew.
 */
export type Seen = { readonly note: string; readonly time: number };

/** Canonical JSON `{"note":"…","time":…}`, for a store of texts. */
export function formatSeen({ note, time }: Seen): string {
  return new TextDecoder().decode(formatCanonical({ note, time }));
}

/** Reads what `formatSeen` prints; `seen.…` for everything else, such as `seen.missing-field`. */
export function parseSeen(text: string): Seen {
  return read(reader, parseCanonical(new TextEncoder().encode(text), "seen"), "seen");
}

/** What a checkpoint says that was verified when it was kept. Throws `log.note-*`, `log.checkpoint-*`. */
export function checkpointSeen(hasher: Hasher, { note }: Seen): Checkpoint {
  return parseCheckpoint(hasher, parseNote(note).text);
}

const reader = object({ note: nonEmptyString, time: integer });
