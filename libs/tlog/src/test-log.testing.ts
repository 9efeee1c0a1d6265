import { nobleCrypto } from "@countersign/crypto/noble";
import { nodeCrypto } from "@countersign/crypto/node";
import { testKey, text } from "@countersign/testkit";
import { planAppend } from "./append.ts";
import type { AppendPlan, LogWrite } from "./append.ts";
import { EMPTY_EDGE } from "./edge.ts";
import type { Edge } from "./edge.ts";
import { LogError } from "./error.ts";
import { leafHash, nodeHash } from "./hash.ts";
import { COSIGNATURE, ED25519, signerKey } from "./key.ts";
import type { SignerKey } from "./key.ts";
import { halving } from "./subtree.ts";
import { formatBundlePath, formatTilePath } from "./tile-path.ts";
import type { ReadTile } from "./tile.ts";

/** Both implementations of the port, for `describe.each`. */
export const CRYPTOS = [
  ["node", nodeCrypto],
  ["noble", nobleCrypto],
] as const;

/** The code of the `LogError` that an action throws, or `"none"`. */
export function codeOf(action: () => unknown): string {
  try {
    action();
    return "none";
  } catch (error) {
    if (error instanceof LogError) return error.code;
    throw error;
  }
}

/** The entry `entry <i>` of a test log. */
export function testEntry(index: number): Uint8Array {
  return text(`entry ${index}`);
}

/** The entries from one index to another. */
export function testEntries(from: number, to: number): Uint8Array[] {
  return Array.from({ length: to - from }, (_, i) => testEntry(from + i));
}

/** A log in memory, grown in one append. */
export function testLog(size: number): StoredLog {
  const log = storedLog();
  log.append(testEntries(0, size));
  return log;
}

/** A log in memory: every file that was written, and the last plan's edge. */
export type StoredLog = {
  readonly files: Map<string, Uint8Array>;
  readonly edge: () => Edge;
  readonly append: (entries: readonly Uint8Array[]) => AppendPlan;
  readonly read: (path: string) => Uint8Array;
  readonly readTile: ReadTile;
  readonly readBundle: (index: number, width: number) => Uint8Array;
};

export function storedLog(origin = "log.example"): StoredLog {
  const files = new Map<string, Uint8Array>();
  let edge = EMPTY_EDGE;
  const read = (path: string) => {
    const bytes = files.get(path);
    if (bytes === undefined) throw new Error(`no file ${path}`);
    return bytes;
  };
  return {
    files,
    edge: () => edge,
    append(entries) {
      const plan = planAppend(nodeCrypto, origin, edge, entries);
      applyWrites(files, plan.writes);
      edge = plan.edge;
      return plan;
    },
    read,
    readTile: (level, index, width) => read(formatTilePath({ level, index, width })),
    readBundle: (index, width) => read(formatBundlePath({ index, width })),
  };
}

/** Stores files, and refuses to write one path with two contents. */
export function applyWrites(files: Map<string, Uint8Array>, writes: Iterable<LogWrite>): void {
  for (const { path, bytes } of writes) {
    const known = files.get(path);
    if (known !== undefined && Buffer.compare(known, bytes) !== 0) throw new Error(`${path} written with other bytes`);
    files.set(path, bytes);
  }
}

/** The root of some leaf hashes by the recursive definition (RFC 6962 §2.1). */
export function recursiveRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [first] = leaves;
  if (first === undefined) return nodeCrypto.sha256(new Uint8Array(0));
  if (leaves.length === 1) return first;
  const half = halving(leaves.length);
  return nodeHash(nodeCrypto, recursiveRoot(leaves.slice(0, half)), recursiveRoot(leaves.slice(half)));
}

/** The leaf hashes of the entries `entry 0` to `entry <size − 1>`. */
export function testLeaves(size: number): Uint8Array[] {
  return testEntries(0, size).map((entry) => leafHash(nodeCrypto, entry));
}

/** The log key of a name. */
export function logSigner(name: string): SignerKey {
  return signerKey(nodeCrypto, name, ED25519, testKey(name).seed);
}

/** The cosigner key of a name. */
export function witnessSigner(name: string): SignerKey {
  return signerKey(nodeCrypto, name, COSIGNATURE, testKey(name).seed);
}
