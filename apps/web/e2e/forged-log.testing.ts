import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { nodeCrypto } from "@countersign/crypto/node";
import {
  addSignatures,
  cosign,
  followLog,
  formatBundlePath,
  formatCheckpoint,
  frontierRoot,
  parseCheckpoint,
  parseEntryBundle,
  parseNote,
  parseSignerKey,
  rebuildLog,
  signCheckpoint,
} from "@countersign/tlog";
import type { SignerKey } from "@countersign/tlog";
import type { Page } from "playwright-core";
import { inject } from "vitest";

/** Files of a log by their path below `log/`. */
export type LogFiles = ReadonlyMap<string, Uint8Array>;

/** The leaves of the service's log under its checkpoint, and the checkpoint. A log of the tests has less than 256. */
export async function honestLog(): Promise<{ readonly leaves: readonly Uint8Array[]; readonly note: string }> {
  const { origin } = inject("stage");
  const file = async (path: string) => new Uint8Array(await (await fetch(`${origin}/log/${path}`)).arrayBuffer());
  const note = new TextDecoder().decode(await file("checkpoint"));
  const { size } = parseCheckpoint(nodeCrypto, parseNote(note).text);
  const bundle = await file(formatBundlePath({ index: 0, width: size }));
  return { leaves: parseEntryBundle(bundle, size), note };
}

/**
 * The files of a log of any leaves, signed by the log's own key and cosigned by all its witnesses: what an operator can show who has them all. `now`: what the
 * witnesses say, POSIX seconds; `cosigned`: without it no witness signs.
 */
export async function forgedLog(
  leaves: readonly Uint8Array[],
  { now = Math.floor(Date.now() / 1000), cosigned = true } = {},
): Promise<LogFiles> {
  const keys = join(inject("stage").folder, "home", "keys");
  const log = await keyAt(join(keys, "log.key"));
  const follower = followLog(nodeCrypto);
  for (const leaf of leaves) follower.add(leaf);
  const { origin } = parseCheckpoint(nodeCrypto, parseNote((await honestLog()).note).text);
  const tree = { origin, size: leaves.length, root: frontierRoot(nodeCrypto, follower.frontier()) };
  let note = signCheckpoint(nodeCrypto, tree, log);
  const witnesses = (await readdir(join(keys, "witnesses"))).filter((name) => name.endsWith(".key"));
  for (const name of cosigned ? witnesses : []) {
    const witness = await keyAt(join(keys, "witnesses", name));
    note = addSignatures(note, cosign(nodeCrypto, formatCheckpoint(tree), witness, now));
  }
  const files = new Map([...rebuildLog(nodeCrypto, leaves)].map(({ path, bytes }) => [path, bytes]));
  return files.set("checkpoint", new TextEncoder().encode(note));
}

/** Has a page find these files in place of the service's log. */
export async function showLog(page: Page, files: LogFiles): Promise<void> {
  await page.route("**/log/**", async (route) => {
    const path = new URL(route.request().url()).pathname.replace(/^\/log\//, "");
    const bytes = files.get(path);
    if (route.request().url().includes("/v1/")) return route.fallback();
    return bytes === undefined ? route.fulfill({ status: 404 }) : route.fulfill({ body: Buffer.from(bytes) });
  });
}

/** Stops that, once what is under way was answered. */
export async function showHonestLog(page: Page): Promise<void> {
  await page.unrouteAll({ behavior: "wait" });
}

async function keyAt(path: string): Promise<SignerKey> {
  return parseSignerKey(nodeCrypto, (await readFile(path, "utf8")).trim());
}
