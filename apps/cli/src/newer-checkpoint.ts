import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { cosignedSize } from "@countersign/adapters/log";
import { AWAITING } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { parseCheckpoint, parseNote } from "@countersign/tlog";
import { readMirrorUrl } from "./mirror-url.ts";

/** Leaves under a checkpoint that has not its quorum yet, or whose mirror lags behind what its witness cosigned. */
export type NewerCheckpoint = { readonly size: number };

/** What was read of a log. */
type Known = { readonly origin: string; readonly size: number };

/** Beside the published checkpoint: in a home the one that awaits its quorum, in a mirror the one that its witness cosigned last. */
const BESIDE = [AWAITING, "checkpoint"] as const;

/**
 * Whether there is a newer checkpoint than the one that was read, as far as the place tells: a folder by its files, a mirror behind a URL by
 * what its witness says of itself. Nothing of it is verified: it says that something was not read, never what.
 */
export async function newerCheckpoint(place: string, known: Known): Promise<NewerCheckpoint | undefined> {
  const mirror = readMirrorUrl(place);
  const sizes =
    mirror === undefined
      ? await Promise.all(BESIDE.map((name) => sizeIn(join(resolve(place), name), known.origin)))
      : [await cosignedSize(mirror.witness, known.origin)];
  const size = Math.max(0, ...sizes.map((one) => one ?? 0));
  return size > known.size ? { size } : undefined;
}

/** `a checkpoint of 9 leaves is signed and not published with its quorum here; what it has above leaf 6 was not read`, or nothing. */
export function newerText(newer: NewerCheckpoint | undefined, read: number): string {
  if (newer === undefined) return "";
  return `a checkpoint of ${newer.size} leaves is signed and not published here with its quorum: the newest ${newer.size - read} were not read`;
}

/** The same as a member of a JSON document; null where none is known. */
export function newerJson(newer: NewerCheckpoint | undefined) {
  return newer === undefined ? null : { size: newer.size };
}

async function sizeIn(path: string, origin: string): Promise<number | undefined> {
  try {
    const checkpoint = parseCheckpoint(nodeCrypto, parseNote(await readFile(path)).text);
    return checkpoint.origin === origin ? checkpoint.size : undefined;
  } catch {
    // A bundle has nothing beside it, and what is no checkpoint says nothing.
    return undefined;
  }
}
