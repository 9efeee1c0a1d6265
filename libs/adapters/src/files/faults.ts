import { nodeFileOps } from "./file-ops.ts";
import type { FileOps, OpenFile } from "./file-ops.ts";

/** One operation that fails. */
export type Fault = {
  /** Which operation, counted from 1 in the order of `operations`. */
  readonly at: number;
  /** `lost`: nothing was done. `stored`: all was done, and failure reported. `torn`: half of the bytes of a write. */
  readonly outcome: "lost" | "stored" | "torn";
  /** `error`: the process goes on with the error. `crash`: no later operation happens at all. */
  readonly after: "error" | "crash";
  /** What the system reports; `EIO` by default. */
  readonly errno?: string;
};

/** A file system that fails once, and what was asked of it so far (`create`, `write`, `sync`, `close`, `rename` …). */
export type FaultyFiles = { readonly files: FileOps; readonly operations: readonly string[] };

/**
 * Wraps a file system for a fault table: run the work once without a fault to learn the number of its operations, then
 * once for each operation, outcome and continuation. For an operation other than `write`, `torn` is `lost`.
 */
export function faultyFiles(fault?: Fault, files: FileOps = nodeFileOps): FaultyFiles {
  const operations: string[] = [];
  const step: Step = async (name, work, part) => {
    operations.push(name);
    const outcome = outcomeOf(operations.length, fault);
    if (outcome === "done") return work();
    if (outcome === "stored") await work();
    if (outcome === "torn") await part?.();
    throw failure(fault?.errno ?? "EIO", name);
  };
  return { operations, files: counted(files, step) };
}

/** Does `work`, or only a `part` of it, or nothing. */
type Step = <T>(name: string, work: () => Promise<T>, part?: () => Promise<void>) => Promise<T>;

function outcomeOf(index: number, fault: Fault | undefined): "done" | Fault["outcome"] {
  if (fault === undefined || index < fault.at) return "done";
  if (index === fault.at) return fault.outcome;
  return fault.after === "crash" ? "lost" : "done";
}

function counted(files: FileOps, step: Step): FileOps {
  return {
    create: (path, mode) => createCounted(files, step, path, mode),
    mkdir: (path, mode) => step("mkdir", () => files.mkdir(path, mode)),
    rename: (from, to) => step("rename", () => files.rename(from, to)),
    link: (from, to) => step("link", () => files.link(from, to)),
    unlink: (path) => step("unlink", () => files.unlink(path)),
    syncFolder: (path) => step("syncFolder", () => files.syncFolder(path)),
  };
}

/** Of a file that was created and reported as failed, nobody has a handle to close. */
async function createCounted(files: FileOps, step: Step, path: string, mode: number): Promise<OpenFile> {
  let created: OpenFile | undefined;
  try {
    return countedFile(await step("create", async () => (created = await files.create(path, mode))), step);
  } catch (error) {
    await created?.close();
    throw error;
  }
}

function countedFile(file: OpenFile, step: Step): OpenFile {
  const half = (bytes: Uint8Array) => bytes.subarray(0, bytes.length >> 1);
  return {
    write: (bytes) =>
      step(
        "write",
        () => file.write(bytes),
        () => file.write(half(bytes)),
      ),
    sync: () => step("sync", () => file.sync()),
    // Closing changes nothing on the disk, and a process that crashed has nothing open either.
    close: async () => {
      await file.close();
      await step("close", async () => undefined);
    },
  };
}

function failure(errno: string, operation: string): Error {
  return Object.assign(new Error(`${errno}: ${operation} failed on purpose`), { code: errno });
}
