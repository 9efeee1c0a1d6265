import { join, resolve } from "node:path";
import { formatHex } from "@countersign/attest";
import { lockFolder, makeFolder, nodeFileOps, openFolder } from "@countersign/adapters/files";
import type { FileOps, Folder } from "@countersign/adapters/files";
import { loadSignerKey, saveSignerKey } from "@countersign/adapters/keys";
import { randomness } from "@countersign/adapters/time";
import { formatRoot, parseRoot } from "@countersign/core";
import type { Root } from "@countersign/core";
import { CountersignError } from "@countersign/core/error";
import { nodeCrypto } from "@countersign/crypto/node";
import { COSIGNATURE, LogError, formatSignerKey, parseSignerKey, signerKey } from "@countersign/tlog";
import type { SignerKey } from "@countersign/tlog";
import { formatKnownLog, parseKnownLog } from "./known-log.ts";
import type { KnownLog } from "./known-log.ts";

/** Everything that a witness keeps, in one folder, locked for one process. `mirrorKey` says what it holds, `key` what it saw. */
export type WitnessFolder = AsyncDisposable & {
  readonly folder: Folder;
  readonly key: SignerKey;
  readonly mirrorKey: SignerKey;
  /** How everything in it is written. */
  readonly disk: FileOps;
};

const KEY = "witness.key";
const MIRROR_KEY = "mirror.key";
const LOGS = "logs/";
const ROOT_LIMIT = 1024 * 1024;

/** Makes the folder of a witness with a key of this name, and one for its mirrors. `usage.witness` for no name; a folder that has a key is `keys.exists`. */
export async function initWitness(dir: string, name: string): Promise<SignerKey> {
  const path = resolve(dir);
  const key = namedKey(name);
  await makeFolder(path, { mode: 0o700 });
  await using _lock = await lockFolder(dir);
  if (await (await openFolder(path)).has(KEY))
    throw new CountersignError(
      "keys.exists",
      `${path} is the folder of a witness already, and a key is never replaced`,
      {
        remedy: `Go on with it: countersign-witness add-log --dir ${dir} --root FILE --from URL; or name another folder with --dir.`,
      },
    );
  await saveSignerKey(join(path, KEY), formatSignerKey(key));
  await saveSignerKey(join(path, MIRROR_KEY), formatSignerKey(newKey(mirrorName(name))));
  return key;
}

/** Opens the folder of a witness: `usage.witness-folder` without `init`, `state.locked` while another process has it. */
export async function openWitnessFolder(dir: string, disk: FileOps = nodeFileOps): Promise<WitnessFolder> {
  const path = resolve(dir);
  await requireWitness(dir);
  const key = parseSignerKey(nodeCrypto, await loadSignerKey(join(path, KEY)));
  const lock = await lockFolder(path);
  try {
    const folder = await openFolder(path, { files: disk });
    const mirrorKey = await loadMirrorKey(path, folder, key);
    return { folder, key, mirrorKey, disk, [Symbol.asyncDispose]: () => lock[Symbol.asyncDispose]() };
  } catch (error) {
    await lock[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * Has a witness know a log, further keys of one that it knows, or where to mirror it from; no key is ever taken away. Says
 * whether anything is new. `witness.root` for another root than the one that it reads the log by.
 */
export async function addLog({ folder }: WitnessFolder, log: KnownLog, root?: Root): Promise<boolean> {
  const path = `${logFolder(log.origin)}/log.json`;
  const bytes = await folder.get(path);
  const before = bytes === undefined ? undefined : parseKnownLog(bytes);
  const known = before?.keys ?? [];
  const more = log.keys.filter((key) => !known.some(({ name, id }) => name === key.name && id === key.id));
  const from = log.from ?? before?.from;
  if (root !== undefined) await keepRoot(folder, root);
  if (more.length === 0 && from === before?.from) return false;
  const both = { origin: log.origin, keys: [...known, ...more], ...(from === undefined ? {} : { from }) };
  await folder.put(path, formatKnownLog(both));
  return true;
}

/** The logs that a witness knows; `witness.folder` where one does not lie where its origin says. */
export async function knownLogs({ folder }: Pick<WitnessFolder, "folder">): Promise<readonly KnownLog[]> {
  const paths = (await folder.list(LOGS)).filter((path) => /^logs\/[^/]+\/log\.json$/.test(path));
  return Promise.all(
    paths.map(async (path) => {
      const log = parseKnownLog((await folder.get(path)) ?? new Uint8Array());
      if (path === `${logFolder(log.origin)}/log.json`) return log;
      throw new CountersignError("witness.folder", `${path} is about ${log.origin}, whose folder is another`);
    }),
  );
}

/** The root by which a mirror reads a log. `witness.root` where it is not there, or of another log. */
export async function rootOfLog({ folder }: Pick<WitnessFolder, "folder">, origin: string): Promise<Root> {
  const bytes = await folder.get(rootPath(origin), ROOT_LIMIT);
  const root = bytes === undefined ? undefined : parseRoot(bytes);
  if (root?.log.origin === origin) return root;
  throw new CountersignError("witness.root", `there is no root of ${origin} to mirror it by`);
}

/** Refuses a folder that `init` never made: `usage.witness-folder`. */
export async function requireWitness(dir: string): Promise<void> {
  if (await (await openFolder(resolve(dir))).has(KEY)) return;
  throw new CountersignError("usage.witness-folder", `${resolve(dir)} is no folder of a witness`, {
    remedy: `Begin with: countersign-witness init --dir ${dir} --name NAME`,
  });
}

/** Where a witness keeps what it has of a log: `logs/` and the SHA-256 of the origin, as tlog-mirror names it. */
export function logFolder(origin: string): string {
  return `${LOGS}${originHash(origin)}`;
}

/** The SHA-256 of an origin, lowercase hex. */
function originHash(origin: string): string {
  return formatHex(nodeCrypto.sha256(new TextEncoder().encode(origin)));
}

function namedKey(name: string): SignerKey {
  try {
    return newKey(name);
  } catch (cause) {
    if (!(cause instanceof LogError)) throw cause;
    throw new CountersignError("usage.witness", cause.detail, {
      cause,
      remedy: "Choose a name such as witness.oracle.example/w1, without blanks and plus signs; it can never change.",
    });
  }
}

function newKey(name: string): SignerKey {
  return signerKey(nodeCrypto, name, COSIGNATURE, randomness.randomBytes(32));
}

/** A mirror is a cosigner of its own, for its word is another (tlog-mirror, "add-checkpoint"). */
function mirrorName(name: string): string {
  return `${name}/mirror`;
}

/** A folder that was made before there were mirrors gets its key now. */
async function loadMirrorKey(path: string, folder: Folder, { name }: SignerKey): Promise<SignerKey> {
  if (!(await folder.has(MIRROR_KEY)))
    await saveSignerKey(join(path, MIRROR_KEY), formatSignerKey(newKey(mirrorName(name))));
  return parseSignerKey(nodeCrypto, await loadSignerKey(join(path, MIRROR_KEY)));
}

async function keepRoot(folder: Folder, root: Root): Promise<void> {
  const path = rootPath(root.log.origin);
  const bytes = formatRoot(root);
  const before = await folder.get(path, ROOT_LIMIT);
  if (before !== undefined && Buffer.compare(before, bytes) !== 0)
    throw new CountersignError("witness.root", `${root.log.origin} has another root here, which never changes`);
  if (before === undefined) await folder.put(path, bytes);
}

function rootPath(origin: string): string {
  return `${logFolder(origin)}/root.json`;
}
