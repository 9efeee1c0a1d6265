import { basename, join, relative } from "node:path";
import { nodeFileOps } from "@countersign/adapters/files";
import type { FileOps } from "@countersign/adapters/files";
import { parseWitnessState } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { parseCheckpoint, parseNote } from "@countersign/tlog";

/** A tree that somebody has put a signature on: whoever saw it will never accept another of that size. */
export type Sighting = { readonly size: number; readonly root: Uint8Array };

/** Operations on a disk in their order, as `what place`, and every tree that was written as signed or as cosigned. */
export type WatchedFiles = {
  readonly files: FileOps;
  readonly operations: () => readonly string[];
  readonly sightings: readonly Sighting[];
};

/** Passes every operation on, and remembers what it was about: the path below a home that a temporary file is to have in the end. */
export function watchedFiles(home: string, files: FileOps = nodeFileOps): WatchedFiles {
  const operations: (readonly [what: string, path: string])[] = [];
  const destinations = new Map<string, string>();
  const sightings: Sighting[] = [];
  const note = <T>(what: string, path: string, work: () => Promise<T>): Promise<T> => {
    operations.push([what, path]);
    return work();
  };
  const move = (what: "rename" | "link") => (from: string, to: string) => {
    destinations.set(from, to);
    return note(what, from, () => files[what](from, to));
  };
  const watched: FileOps = {
    async create(path, mode) {
      const file = await note("create", path, () => files.create(path, mode));
      return {
        write: (bytes) => {
          sightings.push(...treesIn(bytes));
          return note("write", path, () => file.write(bytes));
        },
        sync: () => note("sync", path, () => file.sync()),
        close: () => note("close", path, () => file.close()),
      };
    },
    mkdir: (path, mode) => note("mkdir", path, () => files.mkdir(path, mode)),
    rename: move("rename"),
    link: move("link"),
    unlink: (path) => note("unlink", path, () => files.unlink(path)),
    syncFolder: (path) => note("syncFolder", path, () => files.syncFolder(path)),
  };
  const place = (path: string) => placeIn(home, destinations.get(path) ?? path);
  return { files: watched, sightings, operations: () => operations.map(([what, path]) => `${what} ${place(path)}`) };
}

/** Evidence has its digest as name, which differs from run to run. */
function placeIn(home: string, path: string): string {
  const below = relative(home, path);
  if (below === "") return ".";
  return below.startsWith("evidence/") && /^[0-9a-f]+$/.test(basename(below)) ? join("evidence", "…") : below;
}

function treesIn(bytes: Uint8Array): readonly Sighting[] {
  return [
    ...attempt(() => parseCheckpoint(nodeCrypto, parseNote(bytes).text)),
    ...attempt(() => parseWitnessState(bytes)),
  ];
}

function attempt(parse: () => Sighting): readonly Sighting[] {
  try {
    return [parse()];
  } catch {
    return [];
  }
}
