import { realpath } from "node:fs/promises";
import { join, resolve } from "node:path";
import { CountersignError } from "@countersign/core/error";
import { systemClock } from "../time/index.ts";
import type { Clock } from "../time/index.ts";
import { parseBlobPath, refuseLinks } from "./blob-path.ts";
import { errnoOf, fileError } from "./error.ts";
import { nodeFileOps } from "./file-ops.ts";
import type { FileOps } from "./file-ops.ts";
import { listBlobs } from "./list-blobs.ts";
import { makeFolder } from "./make-folder.ts";
import { openRegular } from "./open-regular.ts";
import { readBounded } from "./read-bounded.ts";
import { removeTemporaries, tryUnlink } from "./temporary.ts";
import { writeFileDurably, writeIfAbsent } from "./write-file.ts";

/**
 * Blobs below one folder, by relative paths with `/` (`files.path` if malformed). A symbolic link on the way, or in the
 * place of a blob, is `files.link`. A `put` that returned survives a loss of power; one that threw may have happened.
 */
export type Folder = {
  /** Where it is, absolute, without links. */
  readonly path: string;
  /** The bytes of a blob, `undefined` if there is none; `limit.file` above `limit` bytes (default: of the folder). */
  readonly get: (path: string, limit?: number) => Promise<Uint8Array | undefined>;
  /** Replaces a blob whole, or makes it. */
  readonly put: (path: string, bytes: Uint8Array) => Promise<void>;
  /** Makes a blob that never changes; `files.conflict` if it is there with other bytes. */
  readonly putIfAbsent: (path: string, bytes: Uint8Array) => Promise<"written" | "present">;
  readonly has: (path: string) => Promise<boolean>;
  /** Removes a blob that nobody needs any more; best effort, since what stays does no harm. */
  readonly remove: (path: string) => Promise<void>;
  /** All paths that begin with `prefix` (a string, not only whole components), sorted by their UTF-8 bytes. */
  readonly list: (prefix?: string) => Promise<readonly string[]>;
};

/** How a folder is opened. */
export type FolderOptions = {
  /** The most bytes that `get` reads; 64 MiB by default. */
  readonly limit?: number;
  /** Permission bits of blobs; 0o644 by default. Folders get 0o755; protect a secret folder by the mode of its parent. */
  readonly mode?: number;
  readonly files?: FileOps;
  readonly clock?: Clock;
};

const LIMIT = 64 * 1024 * 1024;
/** Where blobs are written before they get their names. A component that begins with a dot is never a blob's. */
const TEMPORARIES = ".tmp";
/** The write of one blob never takes that long, so an older temporary file was left by a crash. */
const HOUR = 3600;

/**
 * Opens a folder of blobs, and removes what a crash left in it. A folder that does not exist holds nothing and is made by
 * the first `put`; reading writes nothing, so it may lie on a read-only disk. A file there is `files.not-a-folder`.
 */
export async function openFolder(path: string, options: FolderOptions = {}): Promise<Folder> {
  const { limit = LIMIT, mode = 0o644, files = nodeFileOps, clock = systemClock() } = options;
  const root = await realFolder(resolve(path));
  const temporaries = join(root, TEMPORARIES);
  await refuseLinks(root, [TEMPORARIES, ""]);
  await removeTemporaries(temporaries, clock.now() - HOUR, files);

  let made: Promise<void> | undefined;
  const locate = async (blob: string): Promise<string> => {
    const components = parseBlobPath(blob);
    await refuseLinks(root, components);
    return join(root, ...components);
  };
  const prepare = async (blob: string): Promise<string> => {
    const at = await locate(blob);
    await refuseLinks(root, [TEMPORARIES, ""]);
    // Empty between two writes, it would be made durable again by each of them.
    made ??= makeFolder(temporaries, { files }).catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    await made;
    return at;
  };
  const write = { mode, temporaries, files };
  return {
    path: root,
    get: async (blob, most = limit) => unlessMissing(readBounded(await locate(blob), most, { noFollow: true })),
    put: async (blob, bytes) => writeFileDurably(await prepare(blob), bytes, write),
    putIfAbsent: async (blob, bytes) => writeIfAbsent(await prepare(blob), bytes, write),
    has: async (blob) => (await unlessMissing(exists(await locate(blob)))) ?? false,
    remove: async (blob) => void (await tryUnlink(await locate(blob), files)),
    list: (prefix = "") => listBlobs(root, prefix),
  };
}

/** The folder itself may be reached through links: where it lies is its owner's choice. */
async function realFolder(path: string): Promise<string> {
  try {
    // With the slash, a file of that name is ENOTDIR.
    return await realpath(join(path, "/"));
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return path;
    throw fileError(path, error);
  }
}

async function exists(path: string): Promise<boolean> {
  const file = await openRegular(path, { noFollow: true });
  await file.close();
  return true;
}

async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof CountersignError && error.code === "files.missing") return undefined;
    throw error;
  }
}
