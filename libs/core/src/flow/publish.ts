import {
  EMPTY_EDGE,
  addSignatures,
  edgePaths,
  emptyRoot,
  formatAddCheckpoint,
  openCheckpoint,
  openNote,
  parseCheckpoint,
  planAppend,
  proveConsistency,
  readEdge,
  signCheckpoint,
} from "@countersign/tlog";
import type { Checkpoint, Edge, Trust } from "@countersign/tlog";
import { LogError } from "@countersign/tlog";
import type { Cosigner, LogParts } from "./log-parts.ts";
import { readSequence } from "./sequence.ts";
import { readLogFile, tileReader, withLogFiles } from "./log-files.ts";

/** The newest checkpoint with its quorum, as it is served. */
export const CHECKPOINT = "log/checkpoint";
/** The newest checkpoint with the log's own signature and the cosignatures it has so far, while the quorum is not met. */
export const AWAITING = "awaiting-quorum/checkpoint";

/** How far the log has come: leaves that have a place, and leaves under a checkpoint with its quorum. */
export type Publication = { readonly size: number; readonly published: number; readonly waitingFor: readonly string[] };

/**
 * Brings everything that has a place in the log under a published checkpoint: tiles, signature, cosignatures, and only
 * with the quorum the checkpoint itself. Every write may have happened before: this is the recovery, too. A crash
 *   - after the sequence: the leaves have their places and nothing points to them; the next call goes on;
 *   - amid the tiles: a path never has two contents, so they are written again with the same bytes;
 *   - after signing or cosigning: the same sequence gives the same tree, so the witness sees what it has seen;
 *   - after publishing: nothing is left to do.
 */
export async function publish(parts: LogParts, trust: Trust): Promise<Publication> {
  const published = await publishedCheckpoint(parts);
  const { from, leaves } = await readSequence(parts.files, published.size);
  if (from !== published.size)
    throw new LogError("log.size", `leaves ${published.size} to ${from} are missing between checkpoint and sequence`);
  if (leaves.length === 0) return { size: published.size, published: published.size, waitingFor: [] };
  const edge = await edgeOf(parts, published);
  const plan = planAppend(parts.crypto, parts.key.name, edge, leaves);
  for (const { path, bytes } of plan.writes) await parts.files.put(`log/${path}`, bytes);
  const note = await gatherCosignatures(parts, published, plan.checkpoint, trust);
  const waitingFor = missing(parts, note, trust);
  if (waitingFor.length > 0) {
    await parts.files.put(AWAITING, new TextEncoder().encode(note));
    return { size: plan.checkpoint.size, published: published.size, waitingFor };
  }
  await parts.files.put(CHECKPOINT, new TextEncoder().encode(note));
  return { size: plan.checkpoint.size, published: plan.checkpoint.size, waitingFor: [] };
}

/**
 * Has the published checkpoint cosigned anew, so that its time is of today: a log in which nothing happens must not grow
 * stale. Publishes it only if the quorum is met again; otherwise the earlier one stays.
 */
export async function refreshCosignatures(parts: LogParts, trust: Trust): Promise<void> {
  const published = await publishedCheckpoint(parts);
  if (published.size === 0 || parts.cosigners.length === 0) return;
  const note = await gatherCosignatures(parts, published, published, trust);
  if (missing(parts, note, trust).length > 0) return;
  await parts.files.put(CHECKPOINT, new TextEncoder().encode(note));
}

/** The checkpoint that is published, checked against the log's own key; size 0 before the first. */
export async function publishedCheckpoint({ crypto, files, key }: LogParts): Promise<Checkpoint> {
  const note = await readLogFile(files, CHECKPOINT);
  if (note === undefined) return { origin: key.name, size: 0, root: emptyRoot(crypto) };
  return parseCheckpoint(crypto, openNote(crypto, note, [key]).text);
}

async function edgeOf({ crypto, files }: LogParts, published: Checkpoint): Promise<Edge> {
  if (published.size === 0) return EMPTY_EDGE;
  const paths = edgePaths(published.size);
  return withLogFiles(files, paths, (read) => readEdge(crypto, published, read));
}

async function gatherCosignatures(
  parts: LogParts,
  published: Checkpoint,
  checkpoint: Checkpoint,
  trust: Trust,
): Promise<string> {
  const signed = signCheckpoint(parts.crypto, checkpoint, parts.key);
  let note = await keptCosignatures(parts, signed);
  for (const cosigner of parts.cosigners) {
    if (!trust.witnesses.some(({ name }) => name === cosigner.name)) continue;
    const lines = await askCosigner(parts, cosigner, published.size, checkpoint, signed);
    if (lines !== undefined) note = addSignatures(note, lines);
  }
  return note;
}

/** Cosignatures that came in earlier for the very same tree. */
async function keptCosignatures({ files }: LogParts, signed: string): Promise<string> {
  const kept = await readLogFile(files, AWAITING);
  const text = kept === undefined ? "" : new TextDecoder().decode(kept);
  return text.startsWith(signed) ? text : signed;
}

async function askCosigner(
  parts: LogParts,
  cosigner: Cosigner,
  published: number,
  checkpoint: Checkpoint,
  signed: string,
): Promise<string | undefined> {
  const ask = async (oldSize: number) => {
    const proof = await withLogFiles(parts.files, [], (read) =>
      proveConsistency(parts.crypto, tileReader(read), oldSize, checkpoint.size),
    );
    return cosigner.cosign(formatAddCheckpoint({ oldSize, proof, checkpoint: signed }));
  };
  const first = await ask(published);
  const answer = "seen" in first && first.seen <= checkpoint.size ? await ask(first.seen) : first;
  return "lines" in answer ? answer.lines : undefined;
}

/** The witnesses without whose cosignature the quorum is not met; none when it is. */
function missing({ crypto }: LogParts, note: string, trust: Trust): readonly string[] {
  try {
    openCheckpoint(crypto, note, trust);
    return [];
  } catch (error) {
    if (!(error instanceof LogError) || error.code !== "log.quorum") throw error;
    const any = openCheckpoint(crypto, note, { ...trust, quorum: "none" });
    return trust.witnesses.map(({ name }) => name).filter((name) => !any.times.has(name));
  }
}
