import { setTimeout } from "node:timers/promises";
import { formatEnvelope } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import { logClient, logServerAt } from "@countersign/adapters/log";
import type { LogClient } from "@countersign/adapters/log";
import { systemClock } from "@countersign/adapters/time";
import { CountersignError, commitment, formatLeaf, proveUnder } from "@countersign/core";
import type { Kind } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import {
  TILE_WIDTH,
  checkTlogProof,
  formatBundlePath,
  parseCheckpoint,
  parseEntryBundle,
  parseNote,
} from "@countersign/tlog";
import type { Trust } from "@countersign/tlog";
import { mirrorOf } from "./mirror-url.ts";

/** A record on its way to a log elsewhere. `patience`: milliseconds to wait for its checkpoint; `progress` hears what is waited for. */
export type HandingIn = {
  readonly url: string;
  readonly kind: Kind;
  readonly envelope: Envelope;
  readonly trust: Trust;
  readonly patience: number;
  readonly progress: (text: string) => void;
};

/** What came of it: proven to stand in the log, in it but without a checkpoint of the quorum yet, or with a witness that sees to it. */
export type HandedIn =
  | { readonly index: number; readonly proof: string }
  | { readonly index: number; readonly waitingFor: readonly string[] }
  | { readonly keptSince: string };

/**
 * Hands a record to a log server, or to a witness, and believes only what the log's cosigned tree says (attacks F16, F17): the
 * leaf has to be the one that this record makes, and stand under a checkpoint with its quorum; of a witness, in its mirror. Codes:
 * those with which the server refuses, `log.leaf-mismatch`, `log.unreachable`, `log.answer`, and those of checkpoints and proofs.
 */
export async function handIn(handing: HandingIn): Promise<HandedIn> {
  const { kind, envelope, trust } = handing;
  const until = performance.now() + handing.patience;
  const place = await placeOf(handing, until);
  if ("keptSince" in place) return place;
  const { index, salt, waitingFor, client } = place;
  handing.progress(`leaf ${index} waits for a checkpoint with its quorum`);
  const evidence = formatEnvelope(envelope);
  const leaf = formatLeaf({ kind, sha256: commitment(nodeCrypto, salt, evidence) });
  const checkpoint = await checkpointOver(client, index, until);
  if (checkpoint === undefined) return { index, waitingFor };
  await requireLeaf(client, index, checkpoint.size, leaf);
  const files = { get: async (path: string) => client.tile(path.slice("log/".length)) };
  const proof = await proveUnder({ crypto: nodeCrypto, files }, { index, ...checkpoint, salt, evidence });
  checkTlogProof(nodeCrypto, proof, leaf, trust);
  return { index, proof };
}

/** A leaf that is promised, and whose log shows it. */
type Place = {
  readonly index: number;
  readonly salt: Uint8Array;
  readonly waitingFor: readonly string[];
  readonly client: LogClient;
};

/** Between two looks at the checkpoint, and between two questions to a witness that has the record already, in milliseconds. */
const PAUSE = { checkpoint: 500, witness: 2000 };

/** Hands the record in; a witness that keeps it is asked again, by the same record, until its mirror has the leaf. */
async function placeOf(
  { url, envelope, trust: { origin }, progress }: HandingIn,
  until: number,
): Promise<Place | { readonly keptSince: string }> {
  const clock = systemClock();
  const client = logClient(logServerAt(url), { origin, clock });
  for (;;) {
    const answer = await client.submit(envelope);
    if ("refused" in answer)
      throw new CountersignError(answer.refused.code, `${url} refuses the record: ${answer.refused.detail}`);
    if ("logged" in answer) return { ...answer.logged, client };
    const { since, leaf } = answer.kept;
    if (leaf !== undefined)
      return { ...leaf, waitingFor: [], client: logClient(mirrorOf(url, origin), { origin, clock }) };
    if (performance.now() >= until) return { keptSince: since };
    progress(`the witness has it since ${since}, and waits for the log to take it`);
    await setTimeout(PAUSE.witness);
  }
}

/** The published checkpoint once it covers a leaf; undefined when it did not in time. */
async function checkpointOver(client: LogClient, index: number, until: number) {
  for (;;) {
    const bytes = await client.checkpoint();
    const note = new TextDecoder().decode(bytes);
    const size = bytes === undefined ? 0 : parseCheckpoint(nodeCrypto, parseNote(note).text).size;
    if (size > index) return { note, size };
    if (performance.now() >= until) return undefined;
    await setTimeout(PAUSE.checkpoint);
  }
}

async function requireLeaf(client: LogClient, index: number, size: number, leaf: Uint8Array): Promise<void> {
  const bundle = Math.floor(index / TILE_WIDTH);
  const width = Math.min(TILE_WIDTH, size - bundle * TILE_WIDTH);
  const entries = parseEntryBundle(await client.tile(formatBundlePath({ index: bundle, width })), width);
  const found = entries[index - bundle * TILE_WIDTH] ?? new Uint8Array();
  if (Buffer.compare(found, leaf) === 0) return;
  throw new CountersignError("log.leaf-mismatch", `leaf ${index} is not the one that this record makes`);
}
