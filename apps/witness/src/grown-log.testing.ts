import { nodeCrypto } from "@countersign/crypto/node";
import { testKey } from "@countersign/testkit";
import {
  ED25519,
  EMPTY_EDGE,
  formatAddCheckpoint,
  formatTilePath,
  planAppend,
  proveConsistency,
  signCheckpoint,
  signerKey,
} from "@countersign/tlog";
import type { SignerKey } from "@countersign/tlog";

/** A log in memory that has every size up to one: its key, its signed checkpoints, and requests to cosign them. */
export type GrownLog = {
  readonly key: SignerKey;
  readonly note: (size: number) => string;
  /** The body of an `add-checkpoint` request. */
  readonly request: (oldSize: number, size: number) => string;
};

/** Grows a log leaf by leaf. `history` names what its leaves say: logs of two histories are a fork. */
export function grownLog(origin: string, size: number, history = "one"): GrownLog {
  const key = signerKey(nodeCrypto, origin, ED25519, testKey(origin).seed);
  const files = new Map<string, Uint8Array>();
  const notes: string[] = [];
  let edge = EMPTY_EDGE;
  for (let leaf = 0; leaf < size; leaf++) {
    const plan = planAppend(nodeCrypto, origin, edge, [new TextEncoder().encode(`${history} ${leaf}`)]);
    for (const { path, bytes } of plan.writes) files.set(path, bytes);
    notes.push(signCheckpoint(nodeCrypto, plan.checkpoint, key));
    edge = plan.edge;
  }
  const note = (at: number) => notes[at - 1] ?? "";
  const readTile = (level: number, index: number, width: number) => {
    const tile = files.get(formatTilePath({ level, index, width }));
    if (tile === undefined) throw new Error(`no tile ${level} ${index} ${width}`);
    return tile;
  };
  return {
    key,
    note,
    request: (oldSize, at) =>
      formatAddCheckpoint({
        oldSize,
        proof: oldSize > at ? [] : proveConsistency(nodeCrypto, readTile, oldSize, at),
        checkpoint: note(at),
      }),
  };
}
