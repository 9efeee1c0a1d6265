import { join } from "node:path";
import { loadMachineKey, loadSignerKey } from "@countersign/adapters/keys";
import type { MachineKey } from "@countersign/adapters/keys";
import { contentStore, openFolder } from "@countersign/adapters/files";
import type { FileOps, Folder } from "@countersign/adapters/files";
import { randomness, systemClock } from "@countersign/adapters/time";
import { httpCosigner } from "@countersign/adapters/witness";
import { CountersignError, ownLogSoFar, parseRoot, readOwnLog, republish, SALT_BYTES } from "@countersign/core";
import type { LogContents, LogParts, OwnLog, Root } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { parseSignerKey } from "@countersign/tlog";
import type { SignerKey } from "@countersign/tlog";
import { LOG_KEY, ROOT_FILE, ROOT_LIMIT, SERVICE_KEY } from "./home-folder.ts";
import type { Home } from "./home-folder.ts";
import { lockHome } from "./home-lock.ts";
import { localCosigners } from "./local-cosigner.ts";

/** A home that is open for reading and writing, and for nobody else until it is disposed of. */
export type OpenedHome = AsyncDisposable & {
  readonly home: Home;
  readonly folder: Folder;
  readonly parts: LogParts;
  readonly serviceKey: MachineKey;
  /** The pinned root; absent before version 1 of the policy. */
  readonly root?: Root;
  /** One's own log, repaired and read; absent before version 1 of the policy. */
  readonly own?: OwnLog;
};

/** What a home works with, apart from its log. */
export type HomeParts = Pick<OpenedHome, "home" | "folder" | "parts" | "serviceKey">;

/** Opens an initialised home under its lock, brings to an end what a crash interrupted, and reads its log. `usage.home` without `init`. */
export async function workInHome(home: Home, files?: FileOps): Promise<OpenedHome> {
  const lock = await lockInitialised(home);
  try {
    const known = await homeParts(home, files);
    const opened = { ...known, [Symbol.asyncDispose]: () => lock[Symbol.asyncDispose]() };
    const root = await pinnedRoot(known);
    if (root === undefined) return opened;
    const own = await readOwnLog(known.parts, root);
    await republish(known.parts, own);
    return { ...opened, root, own };
  } catch (error) {
    await lock[Symbol.asyncDispose]();
    throw error;
  }
}

/** Locks a home; `usage.home` where `init` has not been. */
export async function lockInitialised(home: Home): Promise<AsyncDisposable> {
  if (await (await openFolder(home.dir)).has(LOG_KEY)) return lockHome(home);
  throw new CountersignError(
    "usage.home",
    `${home.dir} is not a home; begin with: countersign init --origin NAME --home ${home.dir}`,
  );
}

/** Refuses a home in which nothing can be captured or decided yet, without reading its log: `usage.home`, `policy.missing`. */
export async function requireGoverned(home: Home): Promise<void> {
  await using _lock = await lockInitialised(home);
  if (await (await openFolder(home.dir)).has(ROOT_FILE)) return;
  throw new CountersignError("policy.missing", `the log in ${home.dir} has no policy yet`);
}

/** The keys and folders of an initialised home. */
export async function homeParts(home: Home, files?: FileOps): Promise<HomeParts> {
  const folder = await openFolder(home.dir, files === undefined ? {} : { files });
  const parts = await logParts(home, folder, files);
  return { home, folder, parts, serviceKey: await loadMachineKey(join(home.dir, SERVICE_KEY)) };
}

/** The root that a home pins; undefined before version 1 of the policy. */
export async function pinnedRoot({ folder }: Pick<HomeParts, "folder">): Promise<Root | undefined> {
  const pinned = await folder.get(ROOT_FILE, ROOT_LIMIT);
  return pinned === undefined ? undefined : parseRoot(pinned);
}

/** What the log of an opened home says, with every leaf in order; `policy.missing` before version 1, else the code of the first leaf that does not verify. */
export function contentsOf({ own, home }: OpenedHome): LogContents {
  if (own === undefined) throw new CountersignError("policy.missing", `the log in ${home.dir} has no policy yet`);
  const read = ownLogSoFar(own);
  const [problem] = read.problems;
  if (problem !== undefined) throw new CountersignError(problem.code, `leaf ${problem.index}: ${problem.message}`);
  return read.contents;
}

async function logParts(home: Home, folder: Folder, files: FileOps | undefined): Promise<LogParts> {
  const options = files === undefined ? {} : { files };
  const keys = await loadLogKeys(home, folder);
  const local = await localCosigners(folder, keys, systemClock());
  return {
    crypto: nodeCrypto,
    files: folder,
    evidence: contentStore(await openFolder(join(home.dir, "evidence"), options)),
    packets: contentStore(await openFolder(join(home.dir, "packets"), options)),
    keys,
    // A witness whose key lies here answers here, whatever address the policy gives it.
    cosigner: ({ name, key, url }) =>
      local.find((one) => one.name === name) ?? (url === undefined ? undefined : httpCosigner({ name, key, url })),
    salt: () => randomness.randomBytes(SALT_BYTES),
  };
}

/** The path of the log's nth key in a home, counted from 1: `keys/log.key`, `keys/log-2.key`. None is ever replaced or taken away. */
export function logKeyPath(n: number): string {
  return n === 1 ? LOG_KEY : `keys/log-${n}.key`;
}

async function loadLogKeys({ dir }: Home, folder: Folder): Promise<readonly SignerKey[]> {
  const keys: SignerKey[] = [];
  do keys.push(parseSignerKey(nodeCrypto, await loadSignerKey(join(dir, logKeyPath(keys.length + 1)))));
  while (await folder.has(logKeyPath(keys.length + 1)));
  return keys;
}
