import { lstat } from "node:fs/promises";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { CountersignError } from "@countersign/core/error";
import { systemClock } from "../time/index.ts";
import type { Clock } from "../time/index.ts";
import { errnoOf, fileError } from "./error.ts";
import { nodeFileOps } from "./file-ops.ts";
import { describeHolder, formatHolder } from "./lock-holder.ts";
import type { Holder } from "./lock-holder.ts";
import { makeFolder } from "./make-folder.ts";
import { removeTemporaries, tryUnlink } from "./temporary.ts";
import { writeFileDurably } from "./write-file.ts";

/** An exclusive right to a folder, until it is disposed of (`await using`) or the process ends, however it ends. */
export type FolderLock = AsyncDisposable & { readonly holder: Holder };

/** What the kernel locks: an empty file that is never removed, since a lock on a removed file excludes nobody. */
const LOCK = ".lock";
/** Who holds it, for people and messages; nothing is decided by it, and a full disk, which has no room for it, can still be read. */
const HOLDER = ".lock.holder";
const FORBIDDEN: ReadonlySet<string> = new Set(["files.permission", "files.read-only"]);
const SQLITE_BUSY = 5;

/**
 * Locks a folder (made if missing) against every other process and every other caller in this one, and removes the
 * temporary files that a crash left directly in it. `state.locked`, at once, if somebody has it, and who; `files.lock` if
 * the file system cannot lock; `files.link` if the file `.lock` is a link; else the codes of `fileError`.
 *
 * Node offers no lock of its own, SQLite does: the kernel's, on an empty database. The kernel drops it with the process, so
 * a crash leaves nothing that anybody must judge to be stale: no process id to mistake for another's, no two heirs. Nothing
 * else in this process may open the file: POSIX drops a record lock when any descriptor of its file is closed.
 */
export async function lockFolder(folder: string, options: { readonly clock?: Clock } = {}): Promise<FolderLock> {
  const { clock = systemClock() } = options;
  const root = resolve(folder);
  await makeFolder(root);
  await refuseLink(join(root, LOCK));
  const lock = take(join(root, LOCK));
  if (lock === undefined) {
    throw new CountersignError("state.locked", `${root} is in use by ${await describeHolder(join(root, HOLDER))}`);
  }
  try {
    const holder = await enter(root, clock);
    return { holder, [Symbol.asyncDispose]: () => release(root, lock) };
  } catch (error) {
    lock.close();
    throw error;
  }
}

/** SQLite would follow it. */
async function refuseLink(path: string): Promise<void> {
  try {
    if (!(await lstat(path)).isSymbolicLink()) return;
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return;
    throw fileError(path, error);
  }
  throw new CountersignError("files.link", `${path} is a symbolic link, and must be a file`);
}

function take(path: string): DatabaseSync | undefined {
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(path, { timeout: 0 });
    // The transaction writes nothing; without a journal in memory, SQLite would leave one beside the file.
    lock.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock?.close();
    if (isBusy(error)) return undefined;
    throw new CountersignError("files.lock", `the system cannot lock ${path}: ${String(error)}`, { cause: error });
  }
}

/** The low byte of SQLite's result code names the error, the others refine it. */
function isBusy(error: unknown): boolean {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return false;
  return (error.errcode & 0xff) === SQLITE_BUSY;
}

async function enter(root: string, clock: Clock): Promise<Holder> {
  // Only who holds the lock writes here, so whatever temporary file is there was left behind.
  await removeTemporaries(root, Number.POSITIVE_INFINITY);
  const holder = { pid: process.pid, host: hostname(), since: clock.now() };
  await writeFileDurably(join(root, HOLDER), formatHolder(holder)).catch((error: unknown) => {
    // Who may not write here at all hears of it now, and not from whatever is written first.
    if (error instanceof CountersignError && FORBIDDEN.has(error.code)) throw error;
    return tryUnlink(join(root, HOLDER), nodeFileOps);
  });
  return holder;
}

/** The name goes first: after the lock, it could be that of the next holder. */
async function release(root: string, lock: DatabaseSync): Promise<void> {
  if (!lock.isOpen) return;
  await tryUnlink(join(root, HOLDER), nodeFileOps);
  if (lock.isOpen) lock.close();
}
