import { join } from "node:path";
import { loadMachineKey, loadSignerKey } from "@countersign/adapters/keys";
import type { MachineKey } from "@countersign/adapters/keys";
import { contentStore, openFolder } from "@countersign/adapters/files";
import type { FileOps, Folder } from "@countersign/adapters/files";
import { randomness, systemClock } from "@countersign/adapters/time";
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

/** Opens an initialised home under its lock, brings to an end what a crash interrupted, and reads its log. `usage.home` without `init`. */
export async function workInHome(home: Home, files?: FileOps): Promise<OpenedHome> {
  const folder = await openFolder(home.dir, files === undefined ? {} : { files });
  if (!(await folder.has(LOG_KEY)))
    throw new CountersignError(
      "usage.home",
      `${home.dir} is not a home; begin with: countersign init --origin NAME --home ${home.dir}`,
    );
  const lock = await lockHome(home);
  try {
    const parts = await logParts(home, folder, files);
    const serviceKey = await loadMachineKey(join(home.dir, SERVICE_KEY));
    const pinned = await folder.get(ROOT_FILE, ROOT_LIMIT);
    const opened = { home, folder, parts, serviceKey, [Symbol.asyncDispose]: () => lock[Symbol.asyncDispose]() };
    if (pinned === undefined) return opened;
    const root = parseRoot(pinned);
    const own = await readOwnLog(parts, root);
    await republish(parts, own);
    return { ...opened, root, own };
  } catch (error) {
    await lock[Symbol.asyncDispose]();
    throw error;
  }
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
  return {
    crypto: nodeCrypto,
    files: folder,
    evidence: contentStore(await openFolder(join(home.dir, "evidence"), options)),
    packets: contentStore(await openFolder(join(home.dir, "packets"), options)),
    keys,
    cosigners: await localCosigners(folder, keys, systemClock()),
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
