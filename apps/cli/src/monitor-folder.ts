import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { lockFolder, makeFolder, openFolder } from "@countersign/adapters/files";
import { CountersignError } from "@countersign/core";
import { mirrorFolder } from "./mirror-folder.ts";

/** The folder of a monitor, locked for one process: its files, and where its mirrors are. */
export type MonitorFolder = AsyncDisposable & {
  readonly files: {
    readonly get: (path: string) => Promise<Uint8Array | undefined>;
    readonly put: (path: string, bytes: Uint8Array) => Promise<void>;
  };
  readonly mirror: (repository: string) => string;
};

/** Bytes of the state: what stands, and what nobody could be told. */
const LIMIT = 256 * 1024 * 1024;

/** Opens the folder that stays, or a temporary one for a single look. `state.locked` while another process has it. */
export async function openMonitorFolder(dir: string | undefined): Promise<MonitorFolder> {
  const path = dir === undefined ? await mkdtemp(join(tmpdir(), "countersign-monitor-")) : resolve(dir);
  await makeFolder(path, { mode: 0o700 });
  const lock = await lockFolder(path);
  const close = async () => {
    await lock[Symbol.asyncDispose]();
    if (dir === undefined) await rm(path, { recursive: true, force: true });
  };
  try {
    const files = await openFolder(path, { limit: LIMIT, mode: 0o600 });
    const mirror = (repository: string) => join(mirrorFolder({ dir: path }, repository), "mirror.git");
    return { files, mirror, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Going on without a folder would forget everything at the end: `usage.missing`. */
export function stateFor(state: string | undefined, once: boolean): string | undefined {
  if (state !== undefined || once) return state;
  throw new CountersignError("usage.missing", "--follow needs --state DIR, or --once");
}
