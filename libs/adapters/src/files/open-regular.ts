import { constants } from "node:fs";
import type { Stats } from "node:fs";
import { lstat, open, stat } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { CountersignError } from "@countersign/core/error";
import { errnoOf, fileError } from "./error.ts";

/** `noFollow`: a symbolic link as last component is `files.link`, not followed. */
export type OpenOptions = { readonly noFollow?: boolean };

/**
 * Opens a regular file for reading. A folder, FIFO, socket or device is `usage.not-a-file` and neither blocks nor is
 * acted on; a loop of links is `usage.link-loop`. Other errors: the codes of `fileError`, such as `files.missing`.
 */
export async function openRegular(path: string, options: OpenOptions = {}): Promise<FileHandle> {
  const noFollow = options.noFollow ?? false;
  try {
    // To open a device can already act on it (a tape rewinds, a watchdog starts): look before, and again after.
    requireRegular(path, noFollow ? await lstat(path) : await stat(path));
    const file = await open(path, flags(noFollow));
    await requireRegularOrClose(path, file);
    return file;
  } catch (error) {
    throw readError(path, error, noFollow);
  }
}

function requireRegular(path: string, found: Stats): void {
  if (found.isFile()) return;
  if (found.isSymbolicLink())
    throw new CountersignError("files.link", `${path} is a symbolic link, and must be a file`);
  throw new CountersignError("usage.not-a-file", `${path} is ${kindOf(found)}, and must be a regular file`);
}

/** Without `O_NONBLOCK`, a FIFO that took the file's place would block until somebody writes to it. */
function flags(noFollow: boolean): number {
  return constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY | (noFollow ? constants.O_NOFOLLOW : 0);
}

async function requireRegularOrClose(path: string, file: FileHandle): Promise<void> {
  try {
    requireRegular(path, await file.stat());
  } catch (error) {
    await file.close();
    throw error;
  }
}

function readError(path: string, error: unknown, noFollow: boolean): unknown {
  if (errnoOf(error) === "ELOOP" && !noFollow) {
    return new CountersignError("usage.link-loop", `${path} leads through a loop of symbolic links`, { cause: error });
  }
  return fileError(path, error);
}

function kindOf(found: Stats): string {
  if (found.isDirectory()) return "a folder";
  if (found.isFIFO()) return "a FIFO";
  if (found.isSocket()) return "a socket";
  return "a device";
}
