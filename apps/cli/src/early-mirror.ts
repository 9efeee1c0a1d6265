import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Home } from "@countersign/home/folder";
import { beginFetch } from "./arriving.ts";
import { MIRRORS } from "@countersign/home/mirror-folder";
import { fullCommit, openMirrored } from "./source.ts";
import type { Mirrored } from "./source.ts";

/** A mirror that is opened before the log is read. Errors are kept for whoever awaits `mirrored`. */
export type EarlyMirror = AsyncDisposable & { readonly mirrored: Promise<Mirrored> };

/**
 * Opens a temporary mirror and begins to fetch the commit, so that git works while the log is read; nothing that arrives is
 * looked at before the log says so. Undefined for a home that keeps mirrors: which of them serves, only the policy can say.
 */
export async function openEarly(repo: string, commit: string, home: Home): Promise<EarlyMirror | undefined> {
  if ((await stat(join(home.dir, MIRRORS)).catch(() => undefined)) !== undefined) return undefined;
  const mirrored = openFetching(repo, commit, home);
  const opened = await mirrored.catch(() => undefined);
  return { mirrored, [Symbol.asyncDispose]: async () => opened?.[Symbol.asyncDispose]() };
}

async function openFetching(repo: string, commit: string, { env }: Home): Promise<Mirrored> {
  const opened = await openMirrored(repo, env);
  const oid = idOf(commit, opened);
  if (oid === undefined) return opened;
  const arriving = await beginFetch(opened.mirror, opened.source, oid);
  const discard = async () => {
    await arriving.stop();
    await opened[Symbol.asyncDispose]();
  };
  return { ...opened, arriving, [Symbol.asyncDispose]: discard };
}

/** What is wrong with the name of a commit is said in its turn. */
function idOf(commit: string, { source }: Mirrored) {
  try {
    return fullCommit(commit, source.objectFormat);
  } catch {
    return undefined;
  }
}
