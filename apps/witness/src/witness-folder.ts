import { join, resolve } from "node:path";
import { formatHex } from "@countersign/attest";
import { lockFolder, makeFolder, openFolder } from "@countersign/adapters/files";
import type { FileOps, Folder } from "@countersign/adapters/files";
import { loadSignerKey, saveSignerKey } from "@countersign/adapters/keys";
import { randomness } from "@countersign/adapters/time";
import { CountersignError } from "@countersign/core/error";
import { nodeCrypto } from "@countersign/crypto/node";
import { COSIGNATURE, formatSignerKey, parseSignerKey, signerKey } from "@countersign/tlog";
import type { SignerKey } from "@countersign/tlog";
import { formatKnownLog, parseKnownLog } from "./known-log.ts";
import type { KnownLog } from "./known-log.ts";

/** Everything that a witness keeps, in one folder, locked for one process. */
export type WitnessFolder = AsyncDisposable & { readonly folder: Folder; readonly key: SignerKey };

const KEY = "witness.key";
const LOGS = "logs/";

/** Makes the folder of a witness with a key of this name. A folder that has one is `keys.exists`. */
export async function initWitness(dir: string, name: string): Promise<SignerKey> {
  const key = signerKey(nodeCrypto, name, COSIGNATURE, randomness.randomBytes(32));
  await makeFolder(resolve(dir), { mode: 0o700 });
  await using _lock = await lockFolder(dir);
  await saveSignerKey(join(resolve(dir), KEY), formatSignerKey(key));
  return key;
}

/** Opens the folder of a witness: `keys.missing` without `init`, `state.locked` while another process has it. */
export async function openWitnessFolder(dir: string, files?: FileOps): Promise<WitnessFolder> {
  const path = resolve(dir);
  const key = parseSignerKey(nodeCrypto, await loadSignerKey(join(path, KEY)));
  const lock = await lockFolder(path);
  try {
    const folder = await openFolder(path, files === undefined ? {} : { files });
    return { folder, key, [Symbol.asyncDispose]: () => lock[Symbol.asyncDispose]() };
  } catch (error) {
    await lock[Symbol.asyncDispose]();
    throw error;
  }
}

/** Has a witness know a log, or further keys of one that it knows; no key is ever taken away. Says whether anything is new. */
export async function addLog({ folder }: WitnessFolder, log: KnownLog): Promise<boolean> {
  const path = `${logFolder(log.origin)}/log.json`;
  const known = await folder.get(path);
  const before = known === undefined ? [] : parseKnownLog(known).keys;
  const more = log.keys.filter((key) => !before.some(({ name, id }) => name === key.name && id === key.id));
  if (more.length === 0) return false;
  await folder.put(path, formatKnownLog({ origin: log.origin, keys: [...before, ...more] }));
  return true;
}

/** The logs that a witness knows; `witness.folder` where one does not lie where its origin says. */
export async function knownLogs({ folder }: WitnessFolder): Promise<readonly KnownLog[]> {
  const paths = (await folder.list(LOGS)).filter((path) => path.endsWith("/log.json"));
  return Promise.all(
    paths.map(async (path) => {
      const log = parseKnownLog((await folder.get(path)) ?? new Uint8Array());
      if (path === `${logFolder(log.origin)}/log.json`) return log;
      throw new CountersignError("witness.folder", `${path} is about ${log.origin}, whose folder is another`);
    }),
  );
}

/** Where a witness keeps what it has of a log: `logs/` and the SHA-256 of the origin, as tlog-mirror names it. */
export function logFolder(origin: string): string {
  return `${LOGS}${formatHex(nodeCrypto.sha256(new TextEncoder().encode(origin)))}`;
}
