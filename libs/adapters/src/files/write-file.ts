import { dirname } from "node:path";
import { CountersignError } from "@countersign/core/error";
import { errnoOf, fileError, mapped } from "./error.ts";
import { nodeFileOps } from "./file-ops.ts";
import type { FileOps } from "./file-ops.ts";
import { makeFolder } from "./make-folder.ts";
import { readBounded } from "./read-bounded.ts";
import { temporaryPath, tryUnlink } from "./temporary.ts";

/** How a file is written. */
export type WriteOptions = {
  /** Permission bits, reduced by the umask; 0o644 by default. */
  readonly mode?: number;
  /** The folder of the temporary file, on the same file system; that of the file by default. */
  readonly temporaries?: string;
  readonly files?: FileOps;
};

/**
 * Replaces a file so that whoever looks, at any moment and after any crash, finds the old bytes or the new ones whole.
 * When it returns, the new bytes survive a loss of power; when it throws, either may be there. Missing parent folders are
 * made. A link of that name is replaced, not followed. Errors: the codes of `fileError`.
 */
export async function writeFileDurably(path: string, bytes: Uint8Array, options: WriteOptions = {}): Promise<void> {
  const files = options.files ?? nodeFileOps;
  const temporary = await writeTemporary(path, bytes, options);
  await publish(path, temporary, files);
}

/**
 * Writes a file that never changes. `present`: the same bytes were there already, and are durable now. Other bytes under
 * that name are `files.conflict`, and stay. Of several writers at once one writes. The file system must know hard links,
 * else `files.unsupported` or `files.permission`. Errors otherwise as `writeFileDurably`.
 */
export async function writeIfAbsent(
  path: string,
  bytes: Uint8Array,
  options: WriteOptions = {},
): Promise<"written" | "present"> {
  const files = options.files ?? nodeFileOps;
  if (await isPresent(path, bytes, files)) return "present";
  const temporary = await writeTemporary(path, bytes, options);
  try {
    await files.link(temporary, path);
  } catch (error) {
    if (errnoOf(error) === "EEXIST" && (await isPresent(path, bytes, files))) return "present";
    throw fileError(path, error);
  } finally {
    await tryUnlink(temporary, files);
  }
  await mapped(path, files.syncFolder(dirname(path)));
  return "written";
}

/** Gives a complete, synced temporary file its final name. Removes it when that fails. */
export async function publish(path: string, temporary: string, files: FileOps): Promise<void> {
  try {
    await files.rename(temporary, path);
    await files.syncFolder(dirname(path));
  } catch (error) {
    await tryUnlink(temporary, files);
    throw fileError(path, error);
  }
}

async function writeTemporary(path: string, bytes: Uint8Array, options: WriteOptions): Promise<string> {
  const { mode = 0o644, temporaries = dirname(path), files = nodeFileOps } = options;
  await makeFolder(dirname(path), { files });
  const temporary = temporaryPath(temporaries);
  try {
    const file = await files.create(temporary, mode);
    try {
      await file.write(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    await tryUnlink(temporary, files);
    throw fileError(path, error);
  }
  return temporary;
}

async function isPresent(path: string, bytes: Uint8Array, files: FileOps): Promise<boolean> {
  const found = await readIfThere(path, bytes.length);
  if (found === undefined) return false;
  if (found === "longer" || Buffer.compare(found, bytes) !== 0) {
    throw new CountersignError(
      "files.conflict",
      `${path} holds other bytes than those to be written, and never changes`,
    );
  }
  // Who wrote it may have died before its name was durable.
  await mapped(path, files.syncFolder(dirname(path)));
  return true;
}

async function readIfThere(path: string, length: number): Promise<Uint8Array | "longer" | undefined> {
  try {
    return await readBounded(path, length, { noFollow: true });
  } catch (error) {
    if (error instanceof CountersignError && error.code === "files.missing") return undefined;
    if (error instanceof CountersignError && error.code === "limit.file") return "longer";
    throw error;
  }
}
