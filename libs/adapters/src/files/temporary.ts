import { randomBytes } from "node:crypto";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { errnoOf, mapped } from "./error.ts";
import { nodeFileOps } from "./file-ops.ts";
import type { FileOps } from "./file-ops.ts";

const TEMPORARY = /^\.countersign-[0-9a-f]{32}\.tmp$/;

/** A path in `folder` that nobody can guess, such as `.countersign-9f86d081884c7d659a2feaa0c55ad015.tmp`. */
export function temporaryPath(folder: string): string {
  return join(folder, `.countersign-${randomBytes(16).toString("hex")}.tmp`);
}

/** Whether a file name is one of `temporaryPath`: readers pass over such files. */
export function isTemporary(name: string): boolean {
  return TEMPORARY.test(name);
}

/**
 * Removes what a crash left in `folder`: temporary files that nobody wrote to since `before` (seconds since 1970).
 * The age protects writers that are at work. Only this folder is looked at; one that is missing or not ours to
 * write has nothing to remove. Answers the number of files removed.
 */
export async function removeTemporaries(folder: string, before: number, files: FileOps = nodeFileOps): Promise<number> {
  let removed = 0;
  for (const name of (await namesIn(folder)).filter(isTemporary)) {
    const path = join(folder, name);
    if ((await lastWritten(path)) < before && (await tryUnlink(path, files))) removed += 1;
  }
  return removed;
}

/** Removes a file if that is possible: what stays is ignored by readers and removed later. */
export async function tryUnlink(path: string, files: FileOps): Promise<boolean> {
  try {
    await files.unlink(path);
    return true;
  } catch {
    return false;
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return [];
    return mapped(folder, Promise.reject(error));
  }
}

async function lastWritten(path: string): Promise<number> {
  try {
    return (await lstat(path)).mtimeMs / 1000;
  } catch {
    // Gone meanwhile: nothing to remove.
    return Number.POSITIVE_INFINITY;
  }
}
