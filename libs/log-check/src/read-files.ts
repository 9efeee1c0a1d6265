import { CountersignError } from "@countersign/core";
import { TILE_WIDTH, formatEntryBundle, parseEntryBundle } from "@countersign/tlog";

/**
 * Reads a file of a log by its path in tlog-tiles: `checkpoint`, `tile/0/000.p/8`, `tile/entries/000`. Undefined where there is none;
 * rejects where nobody can tell.
 */
export type ReadPath = (path: string) => Promise<Uint8Array | undefined>;

/** The files of a log, each read once; `seen` is everything that was read, as it came. */
export type ReadFiles = {
  readonly seen: ReadonlyMap<string, Uint8Array | undefined>;
  /** `log.unreachable` where nobody can tell whether there is such a file. */
  readonly get: (path: string) => Promise<Uint8Array | undefined>;
};

/** Reads through a reader of paths and keeps what came. A partial tile that is gone is the beginning of its full one (tlog-tiles, "Partial Tiles"). */
export function readFiles(read: ReadPath): ReadFiles {
  const seen = new Map<string, Uint8Array | undefined>();
  const once = async (path: string) => {
    if (!seen.has(path)) seen.set(path, await reach(read, path));
    return seen.get(path);
  };
  return {
    seen,
    async get(path) {
      const exact = await once(path);
      const [, full, width] = /^(.*)\.p\/(\d+)$/.exec(path) ?? [];
      if (exact !== undefined || full === undefined) return exact;
      const whole = await once(full);
      return whole === undefined ? undefined : beginningOf(path, whole, Number(width));
    },
  };
}

/** The same for what core reads of a log, whose paths begin with `log/`. */
export function below(files: ReadFiles): Pick<ReadFiles, "get"> {
  return { get: (path) => files.get(path.slice("log/".length)) };
}

async function reach(read: ReadPath, path: string): Promise<Uint8Array | undefined> {
  try {
    return await read(path);
  } catch (cause) {
    if (cause instanceof CountersignError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CountersignError("log.unreachable", `${path} could not be read: ${why}`, { cause });
  }
}

function beginningOf(path: string, whole: Uint8Array, width: number): Uint8Array {
  if (!path.startsWith("tile/entries/")) return whole.subarray(0, width * HASH_SIZE);
  return formatEntryBundle(parseEntryBundle(whole, TILE_WIDTH).slice(0, width));
}

const HASH_SIZE = 32;
