import { constants } from "node:fs";
import { link, mkdir, open, rename, unlink } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { errnoOf } from "./error.ts";

/** A file that is being written. */
export type OpenFile = {
  /** Appends all bytes. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
  /** Returns when all that was written, and the file's size, is on the disk. */
  readonly sync: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/**
 * Every operation by which this package changes a disk. Failures reject with the system's error (`code` = `errno`).
 * Whoever writes takes a `FileOps` as argument, so that a test can let any one operation fail.
 */
export type FileOps = {
  /** Creates a file that must not exist; follows no link in its last component. */
  readonly create: (path: string, mode: number) => Promise<OpenFile>;
  /** Creates one folder; `EEXIST` if there is anything of that name. */
  readonly mkdir: (path: string, mode: number) => Promise<void>;
  /** Replaces `to`, in one step, by what `from` was. */
  readonly rename: (from: string, to: string) => Promise<void>;
  /** Gives the file `from` the second name `to`, in one step; `EEXIST` if there is anything of that name. */
  readonly link: (from: string, to: string) => Promise<void>;
  readonly unlink: (path: string) => Promise<void>;
  /** Returns when the names in a folder are on the disk. */
  readonly syncFolder: (path: string) => Promise<void>;
};

/** The file system of this machine. On macOS `sync` asks the drive itself to write (`F_FULLFSYNC`). */
export const nodeFileOps: FileOps = {
  create: async (path, mode) => openFile(await open(path, CREATE, mode)),
  mkdir: (path, mode) => mkdir(path, { mode }).then(() => undefined),
  rename: (from, to) => rename(from, to),
  link: (from, to) => link(from, to),
  unlink: (path) => unlink(path),
  syncFolder,
};

const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

function openFile(handle: FileHandle): OpenFile {
  return {
    write: (bytes) => writeAll(handle, bytes),
    sync: () => handle.sync(),
    close: () => handle.close(),
  };
}

/** One `write` may store fewer bytes than it was given. */
async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, null);
    done += bytesWritten;
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await folder.sync();
  } catch (error) {
    // Some file systems keep names durable by themselves and know no fsync of a folder; they say so with EINVAL.
    if (errnoOf(error) !== "EINVAL") throw error;
  } finally {
    await folder.close();
  }
}
