import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { MonitorParts } from "@countersign/core";
import { lockFolder, makeFolder, openFolder } from "../files/index.ts";
import type { FileOps } from "../files/index.ts";

/** The folder of a monitor, locked for one process: its files, and where its mirror of a repository of the policy is. */
export type MonitorFolder = AsyncDisposable & {
  readonly files: MonitorParts["files"];
  readonly mirror: (repository: string) => string;
};

/** How it is opened; `files` is the disk, that of the machine by default. */
export type MonitorFolderOptions = { readonly files?: FileOps };

/** Bytes of the state: what stands, and what nobody could be told. */
const LIMIT = 256 * 1024 * 1024;

/**
 * Opens the folder of a monitor, and makes it where there is none; without a path a temporary one that goes when it is closed.
 * `state.locked` while another process has it.
 */
export async function openMonitorFolder(
  dir: string | undefined,
  options: MonitorFolderOptions = {},
): Promise<MonitorFolder> {
  const path = dir === undefined ? await mkdtemp(join(tmpdir(), "countersign-monitor-")) : resolve(dir);
  await makeFolder(path, { mode: 0o700 });
  const lock = await lockFolder(path);
  const close = async () => {
    await lock[Symbol.asyncDispose]();
    if (dir === undefined) await rm(path, { recursive: true, force: true });
  };
  try {
    const files = await openFolder(path, { limit: LIMIT, mode: 0o600, ...options });
    return { files, mirror: (repository) => join(path, mirrorOf(repository)), [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** `mirrors/github_123456-1f2e3d4c/mirror.git`: ids that differ only in what a file name cannot have must not meet in one folder. */
function mirrorOf(repository: string): string {
  const mark = createHash("sha256").update(repository).digest("hex").slice(0, 8);
  return `mirrors/${repository.slice(0, 60).replaceAll(/[^A-Za-z0-9-]/g, "_")}-${mark}/mirror.git`;
}
