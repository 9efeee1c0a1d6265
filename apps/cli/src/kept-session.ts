import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder, readBounded, writeFileDurably } from "@countersign/adapters/files";
import {
  AttestError,
  formatCanonical,
  integer,
  nonEmptyString,
  object,
  parseCanonical,
  read,
} from "@countersign/attest";
import { CountersignError } from "@countersign/core";
import type { Home } from "@countersign/home/folder";
import { repositoryAround } from "./git-work-tree.ts";
import type { ServiceAddress } from "./service-client.ts";

/** A session with a service, as it is kept: `until` in POSIX seconds. */
export type KeptSession = ServiceAddress & {
  readonly person: string;
  readonly token: string;
  readonly until: number;
};

/** Names that begin with a dot do not keep `init` from making a home of the folder later. */
const FOLDER = ".sessions";
const LIMIT = 64 * 1024;

/** The file that has the session with a service. */
function sessionFile({ dir }: Home, { origin }: ServiceAddress): string {
  return join(dir, FOLDER, `${createHash("sha256").update(origin).digest("hex").slice(0, 32)}.json`);
}

/** Keeps a session where only this user reads it (0600); `usage.home-in-repository`, and the codes of files. */
export async function keepSession(home: Home, session: KeptSession): Promise<string> {
  const repository = await repositoryAround(home.dir);
  if (repository !== undefined)
    throw new CountersignError("usage.home-in-repository", `${home.dir} lies in the repository ${repository}`);
  const file = sessionFile(home, session);
  await makeFolder(home.dir, { mode: 0o700 });
  await makeFolder(join(home.dir, FOLDER), { mode: 0o700 });
  await writeFileDurably(file, formatCanonical({ ...session }), { mode: 0o600 });
  return file;
}

/** The session with a service; `auth.no-login` where none is kept. */
export async function keptSession(home: Home, address: ServiceAddress): Promise<KeptSession> {
  const file = sessionFile(home, address);
  try {
    return read(form, parseCanonical(await readBounded(file, LIMIT), "web"), "web");
  } catch (cause) {
    if (cause instanceof AttestError)
      throw new CountersignError("auth.no-login", `${file} is not as login wrote it`, { cause });
    if (!(cause instanceof CountersignError) || cause.code !== "files.missing") throw cause;
    throw new CountersignError("auth.no-login", `nobody is signed in at ${address.origin} from here`, { cause });
  }
}

/** Takes it away; nothing happens where there is none. */
export async function dropSession(home: Home, address: ServiceAddress): Promise<void> {
  await rm(sessionFile(home, address), { force: true });
}

const form = object({
  base: nonEmptyString,
  origin: nonEmptyString,
  person: nonEmptyString,
  token: nonEmptyString,
  until: integer,
});
