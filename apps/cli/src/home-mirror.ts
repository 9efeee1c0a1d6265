import { stat } from "node:fs/promises";
import type { Home } from "@countersign/home/folder";
import { mirrorFolder } from "@countersign/home/mirror-folder";

/** The folder of a mirror that stays, reserved until this is disposed of; `folder` is absent where there is none to be had. */
export type HomeMirror = AsyncDisposable & { readonly folder?: string };

/**
 * Reserves the mirror that a home keeps of a repository, so that its whole history need not be fetched once more. None
 * where the home has no such mirror, somebody is at work in it, or it cannot be written: then a temporary one serves.
 */
export async function reserveHomeMirror(home: Home, repository: string): Promise<HomeMirror> {
  const none = { [Symbol.asyncDispose]: async () => {} };
  const folder = mirrorFolder(home, repository);
  if ((await stat(folder).catch(() => undefined)) === undefined) return none;
  const { lockFolder } = await import("@countersign/adapters/files");
  const lock = await lockFolder(home.dir).catch(() => undefined);
  return lock === undefined ? none : { folder, [Symbol.asyncDispose]: () => lock[Symbol.asyncDispose]() };
}
