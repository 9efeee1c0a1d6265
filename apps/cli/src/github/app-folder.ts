import { lstat, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { makeFolder, readBounded, writeFileDurably, writeIfAbsent } from "@countersign/adapters/files";
import { formatCanonical, nonEmptyString, object, parseCanonical, read } from "@countersign/attest";
import { CountersignError } from "@countersign/core";
import { repositoryAround } from "../git-work-tree.ts";
import type { MadeApp } from "./convert-code.ts";

/** Where the secrets of an App lie (0600). */
export type AppFiles = { readonly privateKey: string; readonly webhookSecret: string };

/** A folder that an App's secrets will go into. */
export type AppFolder = {
  /** Notes durably that GitHub is asked for the App now: whoever finds the note knows that its secrets may be lost. */
  readonly begin: (begun: Begun) => Promise<void>;
  /** Writes the secrets; when this returns they survive a loss of power, and the note is gone. */
  readonly keep: (made: MadeApp) => Promise<AppFiles>;
  /** GitHub made nothing: the note goes. */
  readonly abandon: () => Promise<void>;
  /** What to do where the App may have been made and its key was not kept. */
  readonly remedy: (begun: Begun) => string;
};

/** An App that was asked for: its name, the page that lists it, and when. */
export type Begun = { readonly name: string; readonly page: string; readonly time: string };

const LIMIT = 64 * 1024;
const begunForm = object({ name: nonEmptyString, page: nonEmptyString, time: nonEmptyString });

/**
 * Opens the folder before anybody is asked for anything. `usage.secrets-in-repository`; `usage.exists` where it has secrets of an App;
 * `usage.app-begun` where a call that asked for one was cut off; the codes of files.
 */
export async function openAppFolder(path: string): Promise<AppFolder> {
  const folder = resolve(path);
  const repository = await repositoryAround(folder);
  if (repository !== undefined)
    throw new CountersignError("usage.secrets-in-repository", `${folder} lies in the repository ${repository}`, {
      remedy: "Name a folder outside of any repository: what lies in one is committed one day.",
    });
  const files: AppFiles = { privateKey: join(folder, "app.pem"), webhookSecret: join(folder, "webhook-secret") };
  const note = join(folder, "app-begun.json");
  await refuseBegun(note);
  for (const file of Object.values(files))
    if (await isThere(file)) throw new CountersignError("usage.exists", `${file} is there, and is never replaced`);
  await makeFolder(folder, { mode: 0o700 });
  return {
    begin: (begun) => writeFileDurably(note, formatCanonical({ ...begun }), { mode: 0o600 }),
    async keep({ pem, webhook_secret: secret }) {
      await writeIfAbsent(files.webhookSecret, Buffer.from(`${secret}\n`), { mode: 0o600 });
      await writeIfAbsent(files.privateKey, Buffer.from(pem.endsWith("\n") ? pem : `${pem}\n`), { mode: 0o600 });
      await rm(note, { force: true });
      return files;
    },
    abandon: () => rm(note, { force: true }),
    remedy: (begun) => lostKeyRemedy(begun, note),
  };
}

async function refuseBegun(note: string): Promise<void> {
  const bytes = await readBounded(note, LIMIT).catch((error: unknown) => {
    if (error instanceof CountersignError && error.code === "files.missing") return undefined;
    throw error;
  });
  if (bytes === undefined) return;
  const { name, page, time } = read(begunForm, parseCanonical(bytes, "state"), "state");
  throw new CountersignError(
    "usage.app-begun",
    `at ${time} GitHub was asked for the App ${name}, and nothing says that its key was kept`,
    {
      remedy: lostKeyRemedy({ name, page }, note),
    },
  );
}

/** What to do about an App whose secrets nobody has: they are told once. */
function lostKeyRemedy({ name, page }: Pick<Begun, "name" | "page">, note: string): string {
  return `See ${page}: delete ${name} if it is there, remove ${note} and the App's files beside it, and begin again; GitHub tells a key once. If app.pem and webhook-secret lie there, remove the note alone, and have countersign github doctor try them.`;
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
