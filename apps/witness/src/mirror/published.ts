import { CHECKPOINT, trustOf } from "@countersign/core";
import type { Policy } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import {
  LogError,
  addSignatures,
  cosign,
  formatNote,
  openCheckpoint,
  openNote,
  parseCheckpoint,
  parseNote,
} from "@countersign/tlog";
import type { Checkpoint, SignerKey, VerifierKey } from "@countersign/tlog";
import { readKeptCheckpoint } from "../kept-checkpoint.ts";
import type { KeptCheckpoint } from "../kept-checkpoint.ts";
import type { MirrorFiles } from "./mirror-files.ts";

/** A checkpoint that one of the log's known keys signed; what its cosignatures are worth nobody has said yet. */
export type ShownCheckpoint = { readonly note: string; readonly checkpoint: Checkpoint };

/** Reads a checkpoint that a log server shows. `log.note-…`, `log.checkpoint-…`, `log.note-unverified`, `log.origin` for what is none. */
export function readShown(bytes: Uint8Array, origin: string, keys: readonly VerifierKey[]): ShownCheckpoint {
  const { text } = openNote(nodeCrypto, bytes, keys);
  const checkpoint = parseCheckpoint(nodeCrypto, text);
  if (checkpoint.origin !== origin) throw new LogError("log.origin", `the checkpoint is of ${checkpoint.origin}`);
  return { note: new TextDecoder().decode(bytes), checkpoint };
}

/**
 * The checkpoint of a mirror: one that the log published with its quorum, with a cosignature of the mirror, which says that everything
 * below it is here. Lines of anybody whom the policy does not list stay out. `log.quorum`, `log.cosignature`, `log.key` where
 * readers would refuse it.
 */
export function mirrored({ note }: ShownCheckpoint, policy: Policy, key: SignerKey, now: number): string {
  const trust = trustOf(nodeCrypto, policy.log);
  openCheckpoint(nodeCrypto, note, trust);
  const { text, signatures } = parseNote(note);
  const listed = [trust.logKey, ...trust.witnesses.map((witness) => witness.key)];
  const known = signatures.filter(({ name, id }) => listed.some((one) => one.name === name && one.id === id));
  return addSignatures(formatNote({ text, signatures: known }), cosign(nodeCrypto, text, key, now));
}

/** The mirror's checkpoint on disk; `witness.checkpoint` where the mirror never cosigned what lies there. */
export async function readMirrored(
  { folder }: Pick<MirrorFiles, "folder">,
  key: VerifierKey,
  origin: string,
): Promise<KeptCheckpoint | undefined> {
  const bytes = await folder.get(CHECKPOINT);
  return bytes === undefined ? undefined : readKeptCheckpoint(key, origin, bytes);
}
