import { trustOf } from "@countersign/core";
import { examplePolicy, scribe } from "@countersign/core/testing";
import type { Scribe } from "@countersign/core/testing";
import { nodeCrypto } from "@countersign/crypto/node";
import { testKey } from "@countersign/testkit";
import {
  COSIGNATURE,
  ED25519,
  addSignatures,
  cosign,
  followLog,
  formatCheckpoint,
  frontierRoot,
  rebuildLog,
  signCheckpoint,
  signerKey,
} from "@countersign/tlog";
import type { Trust } from "@countersign/tlog";
import { checkLog } from "./check-log.ts";
import type { SoundLog, UnsoundLog } from "./check-log.ts";
import type { LogToCheck } from "./log-to-check.ts";

/** 2026-11-22T12:00:00Z. */
export const NOON = Date.parse("2026-11-22T12:00:00Z") / 1000;

const EVERYBODY = ["olga", "dana", "nils"];
export const WITNESS = { keyName: "witness.example/oracle-w", key: "oracle-w" };

/** A log of the example policy with so many leaves: the policy, and incidents of the service whose texts begin with a word. */
export function exampleLog(size: number, word = "incident", witnesses = [WITNESS]): Scribe {
  const log = scribe(examplePolicy(), EVERYBODY, witnesses);
  for (let index = 1; index < size; index++)
    log.byMachine("incident", incident(`${word} ${index}`, index), "service-1");
  return log;
}

function incident(text: string, index: number) {
  const id = `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
  return { about: { leaf: 0 }, code: "monitor.alarm", text, status: "opened", id } as const;
}

/** The files of a log as its server has them, with a checkpoint of that time over its first `size` leaves. */
export function filesOf(log: Scribe, time = NOON, size = log.lines.length): Map<string, Uint8Array> {
  const leaves = log.lines.slice(0, size).map(({ leaf }) => leaf);
  const files = new Map([...rebuildLog(nodeCrypto, leaves)].map(({ path, bytes }) => [path, bytes]));
  return files.set("checkpoint", new TextEncoder().encode(log.checkpoint(time, size)));
}

/** The files of a log of any leaves, signed with the keys of the example as if nobody had read them. */
export function signedFiles(leaves: readonly Uint8Array[], time = NOON): Map<string, Uint8Array> {
  const follower = followLog(nodeCrypto);
  for (const leaf of leaves) follower.add(leaf);
  const { origin } = trustIn(exampleLog(1));
  const tree = { origin, size: leaves.length, root: frontierRoot(nodeCrypto, follower.frontier()) };
  const signed = signCheckpoint(nodeCrypto, tree, signerKey(nodeCrypto, origin, ED25519, testKey("log").seed));
  const witness = signerKey(nodeCrypto, WITNESS.keyName, COSIGNATURE, testKey(WITNESS.key).seed);
  const note = addSignatures(signed, cosign(nodeCrypto, formatCheckpoint(tree), witness, time));
  const files = new Map([...rebuildLog(nodeCrypto, leaves)].map(({ path, bytes }) => [path, bytes]));
  return files.set("checkpoint", new TextEncoder().encode(note));
}

/** Whom a reader believes who has pinned the root of a log. */
export function trustIn({ root }: Scribe): Trust {
  return trustOf(nodeCrypto, { ...root.log, witnesses: root.witnesses, quorum: root.quorum });
}

/** Checks files as a page does that pinned the root of the example log. */
export function look(
  files: ReadonlyMap<string, Uint8Array>,
  more: Partial<LogToCheck> = {},
): Promise<SoundLog | UnsoundLog> {
  const read = async (path: string) => files.get(path);
  return checkLog({ crypto: nodeCrypto, read, trust: trustIn(exampleLog(1)), ...more });
}

/** A log that is sound. */
export async function soundly(looked: Promise<SoundLog | UnsoundLog>): Promise<SoundLog> {
  const log = await looked;
  if (!log.ok) throw new Error(`${log.failure.name}: ${log.failure.code} ${log.failure.sentence}`);
  return log;
}

/** The check that failed, and its code. */
export async function failureOf(looked: Promise<{ readonly failure?: { name: string; code?: string } | undefined }>) {
  const { failure } = await looked;
  return failure === undefined ? "nothing failed" : `${failure.name} ${failure.code}`;
}
