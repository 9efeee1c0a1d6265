import {
  EMPTY_EDGE,
  addSignatures,
  edgePaths,
  emptyRoot,
  formatAddCheckpoint,
  formatSignatureLine,
  formatVerifierKey,
  openCheckpoint,
  openNote,
  parseCheckpoint,
  parseNote,
  planAppend,
  proveConsistency,
  readEdge,
  signCheckpoint,
} from "@countersign/tlog";
import type { Checkpoint, Edge, ListedTrust, NoteSignature, SignerKey, Trust } from "@countersign/tlog";
import { LogError } from "@countersign/tlog";
import { CountersignError } from "../error.ts";
import type { Cosigner, LogParts } from "./log-parts.ts";
import { readSequence } from "./sequence.ts";
import { isWitnessedOtherwise } from "./witnessed-otherwise.ts";
import { readLogFile, tileReader, withLogFiles } from "./log-files.ts";

/** The newest checkpoint with its quorum, as it is served. */
export const CHECKPOINT = "log/checkpoint";
/** The newest checkpoint with the log's own signature and the cosignatures it has so far, while the quorum is not met. */
export const AWAITING = "awaiting-quorum/checkpoint";

/** How far the log has come: leaves that have a place, and leaves under a checkpoint with its quorum. */
export type Publication = { readonly size: number; readonly published: number; readonly waitingFor: readonly string[] };

/**
 * Brings everything that has a place in the log under a published checkpoint: tiles, signature, cosignatures, and only
 * with the quorum the checkpoint itself. `trust` is that of the newest policy that has a place, whose key signs and whose
 * quorum is asked. Every write may have happened before: this is the recovery, too. A crash
 *   - after the sequence: the leaves have their places and nothing points to them; the next call goes on;
 *   - amid the tiles: a path never has two contents, so they are written again with the same bytes;
 *   - after signing or cosigning: the same sequence gives the same tree, so the witness sees what it has seen;
 *   - after publishing: nothing is left to do.
 * A witness that has seen another log (`isWitnessedOtherwise`) stops everything: `log.behind-witness` where it has seen what this one never
 * published, as after an old backup was put back; `log.fork` where it contradicts the published tree.
 */
export async function publish(parts: LogParts, trust: ListedTrust): Promise<Publication> {
  const published = await publishedCheckpoint(parts);
  const { from, leaves } = await readSequence(parts.files, published.size);
  if (from !== published.size)
    throw new LogError("log.size", `leaves ${published.size} to ${from} are missing between checkpoint and sequence`);
  if (leaves.length === 0) return { size: published.size, published: published.size, waitingFor: [] };
  const edge = await edgeOf(parts, published);
  const plan = planAppend(parts.crypto, trust.origin, edge, leaves);
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
 * stale. Publishes it only if the quorum is met again; otherwise the earlier one stays, as it does while a newer one
 * awaits its quorum: a witness that has seen that one cosigns nothing smaller. Codes as in `publish`.
 */
export async function refreshCosignatures(parts: LogParts, trust: ListedTrust): Promise<void> {
  const published = await publishedCheckpoint(parts);
  if (published.size === 0 || !trust.witnesses.some((witness) => parts.cosigner(witness) !== undefined)) return;
  const { leaves } = await readSequence(parts.files, published.size);
  if (leaves.length > 0) return;
  const note = await gatherCosignatures(parts, published, published, trust);
  if (missing(parts, note, trust).length > 0) return;
  await parts.files.put(CHECKPOINT, new TextEncoder().encode(note));
}

/** The checkpoint that awaits its quorum, and the witnesses that have yet to cosign it; undefined while none does. */
export async function awaitingQuorum(parts: LogParts, trust: ListedTrust): Promise<Publication | undefined> {
  const note = await readLogFile(parts.files, AWAITING);
  if (note === undefined) return undefined;
  const { size } = parseCheckpoint(parts.crypto, signedText(parts, note));
  const published = await publishedCheckpoint(parts);
  // The file stays when its checkpoint is published.
  if (size <= published.size) return undefined;
  return { size, published: published.size, waitingFor: missing(parts, new TextDecoder().decode(note), trust) };
}

/** The checkpoint that is published, checked against the log's own keys; size 0 before the first. `keys.log` where none signed it. */
export async function publishedCheckpoint({ crypto, files, keys }: LogParts): Promise<Checkpoint> {
  const note = await readLogFile(files, CHECKPOINT);
  if (note === undefined) return { origin: keys[0]?.name ?? "", size: 0, root: emptyRoot(crypto) };
  return parseCheckpoint(crypto, signedText({ crypto, keys }, note));
}

function signedText({ crypto, keys }: Pick<LogParts, "crypto" | "keys">, note: Uint8Array): string {
  try {
    return openNote(crypto, note, keys).text;
  } catch (cause) {
    if (!(cause instanceof LogError) || cause.code !== "log.note-unverified") throw cause;
    throw new CountersignError("keys.log", "no key of the log that is here signed the published checkpoint", { cause });
  }
}

/** The log's own key that signs under a policy: the one that it names. `keys.log` where it is not here. */
export function ownKey({ keys }: Pick<LogParts, "keys">, { logKey }: Pick<Trust, "logKey">): SignerKey {
  const own = keys.find((key) => formatVerifierKey(key) === formatVerifierKey(logKey));
  if (own !== undefined) return own;
  throw new CountersignError("keys.log", `no key here is that of the log, ${formatVerifierKey(logKey)}`);
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
  trust: ListedTrust,
): Promise<string> {
  const signed = signCheckpoint(parts.crypto, checkpoint, ownKey(parts, trust));
  const cosigners = trust.witnesses.flatMap((witness) => parts.cosigner(witness) ?? []);
  const request = (oldSize: number) => requestFrom(parts, oldSize, checkpoint, signed);
  const first = cosigners.length === 0 ? "" : await request(published.size);
  // All at once: the slowest decides how long everybody waits. Each is heard out, so that none is at work when this throws.
  const answers = await Promise.allSettled(
    cosigners.map((cosigner) =>
      askCosigner(cosigner, published.size, checkpoint, first, request, () =>
        isWitnessedOtherwise(parts, trust, cosigner, checkpoint),
      ),
    ),
  );
  const failed = answers.find((answer) => answer.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  const lines = answers.flatMap((answer) => (answer.status === "fulfilled" ? (answer.value ?? []) : []));
  return withEarlier(lines.reduce(addSignatures, signed), await keptCosignatures(parts, signed));
}

/** Cosignatures that came in earlier for the very same tree. */
async function keptCosignatures({ files }: LogParts, signed: string): Promise<readonly NoteSignature[]> {
  const kept = await readLogFile(files, AWAITING);
  const text = kept === undefined ? "" : new TextDecoder().decode(kept);
  return text.startsWith(signed) ? parseNote(text).signatures : [];
}

/** One cosignature of each key, the newest: a note that is cosigned again with every try would outgrow what is read of one. */
function withEarlier(note: string, earlier: readonly NoteSignature[]): string {
  return earlier.toReversed().reduce((whole, signature) => {
    const known = parseNote(whole).signatures.some(({ name, id }) => name === signature.name && id === signature.id);
    return known ? whole : addSignatures(whole, formatSignatureLine(signature));
  }, note);
}

/**
 * Asks from the size that is published, then from the one that the witness has seen instead: a crash before the publication
 * leaves it ahead. Whoever refuses to go on from what it has seen itself has seen another log; one that nobody has to believe is as
 * good as not there.
 */
async function askCosigner(
  cosigner: Cosigner,
  published: number,
  checkpoint: Checkpoint,
  first: string,
  request: (oldSize: number) => Promise<string>,
  isBelieved: () => Promise<boolean>,
): Promise<string | undefined> {
  let oldSize = published;
  for (let body = first; ; body = await request(oldSize)) {
    const answer = await cosigner.cosign(body);
    if (!("seen" in answer)) return "lines" in answer ? answer.lines : undefined;
    const { seen } = answer;
    if (seen === oldSize || seen > checkpoint.size) {
      if (await isBelieved()) throw anotherLog(cosigner, seen, published, checkpoint);
      return undefined;
    }
    if (body !== first) return undefined;
    oldSize = seen;
  }
}

/** The body of an `add-checkpoint` request with the proof that a tree goes on from a size. */
async function requestFrom(parts: LogParts, oldSize: number, checkpoint: Checkpoint, signed: string): Promise<string> {
  const proof = await withLogFiles(parts.files, [], (read) =>
    proveConsistency(parts.crypto, tileReader(read), oldSize, checkpoint.size),
  );
  return formatAddCheckpoint({ oldSize, proof, checkpoint: signed });
}

/** To go on would be to show two histories; which of the two is wrong is for people to find out. */
function anotherLog({ name }: Cosigner, seen: number, published: number, { size }: Checkpoint): CountersignError {
  const what = `${name} has cosigned ${seen} leaves that are not the first of the ${size} that are here`;
  if (seen <= published) return new CountersignError("log.fork", what);
  return new CountersignError("log.behind-witness", `${what}; was an old backup put back?`);
}

/** The witnesses without whose cosignature the quorum is not met; none when it is. */
function missing({ crypto }: LogParts, note: string, trust: ListedTrust): readonly string[] {
  try {
    openCheckpoint(crypto, note, trust);
    return [];
  } catch (error) {
    if (!(error instanceof LogError) || error.code !== "log.quorum") throw error;
    const any = openCheckpoint(crypto, note, { ...trust, quorum: "none" });
    return trust.witnesses.map(({ name }) => name).filter((name) => !any.times.has(name));
  }
}
