import { chmod, readdir } from "node:fs/promises";
import { join } from "node:path";
import { generateMachineKey, loadMachineKey, loadSignerKey, saveSignerKey } from "@countersign/adapters/keys";
import { lockFolder, makeFolder, openFolder } from "@countersign/adapters/files";
import { randomness } from "@countersign/adapters/time";
import { CountersignError } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { LOG_KEY, SERVICE_KEY, WITNESS_KEYS } from "@countersign/home/folder";
import type { Home } from "@countersign/home/folder";
import { COSIGNATURE, ED25519, formatSignerKey, formatVerifierKey, parseSignerKey, signerKey } from "@countersign/tlog";
import type { KeyType, SignerKey } from "@countersign/tlog";
import { repositoryAround } from "./git-work-tree.ts";

/** What a home publishes: verifier keys (C2SP signed-note), the service's key as in a policy. `made`: it was not there before. */
export type InitialisedHome = {
  readonly origin: string;
  readonly key: string;
  readonly serviceKey: string;
  readonly witnesses: readonly { readonly name: string; readonly key: string }[];
  readonly made: boolean;
};

/**
 * Makes a home, or completes one that a crash left half made: the log's key comes last, and what has one is a home. No key
 * is ever replaced. Codes: `usage.origin`, `usage.witness` for names that a policy could not have, `usage.home` for the
 * home of another log or a folder with other things in it, `usage.home-in-repository`, and those of keys and files.
 */
export async function initHome(home: Home, origin: string, witnesses: readonly string[]): Promise<InitialisedHome> {
  requireNames(origin, witnesses);
  await refuseRepository(home);
  await makeFolder(home.dir, { mode: 0o700 });
  await refuseOtherFolder(home);
  await chmod(home.dir, 0o700);
  await using _lock = await lockFolder(home.dir);
  const made = !(await hasKey(home, LOG_KEY));
  if (!made) await refuseOtherLog(home, origin);
  const service = (await hasKey(home, SERVICE_KEY))
    ? loadMachineKey(join(home.dir, SERVICE_KEY))
    : generateMachineKey(join(home.dir, SERVICE_KEY));
  const { text: serviceKey } = await service;
  for (const name of witnesses) await ensureKey(home, `${WITNESS_KEYS}/${name}.key`, name, COSIGNATURE);
  const key = formatVerifierKey(await ensureKey(home, LOG_KEY, origin, ED25519));
  return { origin, key, serviceKey, witnesses: await localWitnesses(home), made };
}

/** The public keys of the witnesses whose private keys lie in a home, by name. */
export async function localWitnesses(home: Home): Promise<InitialisedHome["witnesses"]> {
  const paths = (await (await openFolder(home.dir)).list(`${WITNESS_KEYS}/`)).filter((path) => path.endsWith(".key"));
  return Promise.all(
    paths.map(async (path) => ({
      name: path.slice(WITNESS_KEYS.length + 1, -".key".length),
      key: formatVerifierKey(await readKey(home, path)),
    })),
  );
}

/** The forms that a policy asks for (`log.origin`, the name of a witness). */
const ORIGIN = /^[!-*,-~]{1,255}$/;
const WITNESS = /^(?!.*\.\.)(?!none$)[a-z0-9][a-z0-9._-]{0,63}$/;

function requireNames(origin: string, witnesses: readonly string[]): void {
  if (!ORIGIN.test(origin))
    throw new CountersignError(
      "usage.origin",
      `${JSON.stringify(origin)} is not a name such as log.acme.example/feed: printable ASCII without blanks and +`,
    );
  const odd = witnesses.find((name) => !WITNESS.test(name));
  if (odd !== undefined)
    throw new CountersignError(
      "usage.witness",
      `${JSON.stringify(odd)} is not a name such as oracle-w: small letters, digits, . _ -`,
    );
}

/** Private keys in a work tree end up in somebody's commit. */
async function refuseRepository({ dir }: Home): Promise<void> {
  const repository = await repositoryAround(dir);
  if (repository !== undefined)
    throw new CountersignError("usage.home-in-repository", `${dir} lies in the repository ${repository}`);
}

/** What an interrupted `init` leaves: keys, and files whose names begin with a dot. */
async function refuseOtherFolder({ dir }: Home): Promise<void> {
  const names = await readdir(dir);
  if (names.includes("keys") || names.every((name) => name.startsWith("."))) return;
  throw new CountersignError("usage.home", `${dir} has other things in it; give a folder of its own with --home DIR`);
}

async function refuseOtherLog(home: Home, origin: string): Promise<void> {
  const { name } = await readKey(home, LOG_KEY);
  if (name !== origin)
    throw new CountersignError(
      "usage.home",
      `${home.dir} is the home of the log ${name}; give ${origin} a folder of its own with --home DIR`,
    );
}

async function ensureKey(home: Home, path: string, name: string, type: KeyType): Promise<SignerKey> {
  if (!(await hasKey(home, path))) {
    const key = signerKey(nodeCrypto, name, type, randomness.randomBytes(32));
    await saveSignerKey(join(home.dir, path), formatSignerKey(key));
  }
  return readKey(home, path);
}

async function hasKey({ dir }: Home, path: string): Promise<boolean> {
  return (await openFolder(dir)).has(path);
}

async function readKey({ dir }: Home, path: string): Promise<SignerKey> {
  return parseSignerKey(nodeCrypto, await loadSignerKey(join(dir, path)));
}
