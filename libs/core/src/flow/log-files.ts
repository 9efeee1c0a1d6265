import { formatTilePath } from "@countersign/tlog";
import type { ReadTile } from "@countersign/tlog";
import { CountersignError } from "../error.ts";
import type { Files } from "./log-parts.ts";

/** The largest file of a log: an entry bundle of 256 leaves of 1 KiB, with room. */
const LIMIT = 1024 * 1024;

/** A file of the log; undefined where there is none. */
export function readLogFile(files: Pick<Files, "get">, path: string): Promise<Uint8Array | undefined> {
  return files.get(path, LIMIT);
}

/**
 * Runs a pure computation on files of the log (paths below `log/`), reading what it asks for: those of `first` at once,
 * others as the computation turns out to need them, which then runs again from its beginning. A file that is not there
 * is `log.tile-missing`.
 */
export async function withLogFiles<T>(
  files: Pick<Files, "get">,
  first: readonly string[],
  compute: (read: (path: string) => Uint8Array) => T,
): Promise<T> {
  const known = new Map<string, Uint8Array>();
  await Promise.all(first.map((path) => load(files, known, path)));
  for (;;) {
    try {
      return compute((path) => known.get(path) ?? need(path));
    } catch (error) {
      if (!(error instanceof Needed)) throw error;
      await load(files, known, error.path);
    }
  }
}

/** A tile reader on a reader of paths. */
export function tileReader(read: (path: string) => Uint8Array): ReadTile {
  return (level, index, width) => read(formatTilePath({ level, index, width }));
}

class Needed extends Error {
  readonly path: string;
  constructor(path: string) {
    super(path);
    this.path = path;
  }
}

function need(path: string): never {
  throw new Needed(path);
}

async function load(files: Pick<Files, "get">, known: Map<string, Uint8Array>, path: string): Promise<void> {
  const bytes = await readLogFile(files, `log/${path}`);
  if (bytes === undefined) throw new CountersignError("log.tile-missing", `${path} is not there`);
  known.set(path, bytes);
}
