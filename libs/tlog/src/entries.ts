import type { Hasher } from "./crypto.ts";
import { checkEntryBundle, parseEntryBundle } from "./entry-bundle.ts";
import { TILE_WIDTH } from "./tile.ts";
import type { ReadTile } from "./tile.ts";

/** Reads an entry bundle: its index and width (1–256, 256: full). */
export type ReadBundle = (index: number, width: number) => Uint8Array;

/**
 * The entries `from` to `size` − 1 of a log, in order, from its bundles alone; for `rebuildLog` and `followLog`, which
 * find the root themselves. Throws `log.entry-bundle-*`.
 */
export function* readEntries(readBundle: ReadBundle, from: number, size: number): Generator<Uint8Array> {
  for (const { index, width, skip } of bundles(from, size))
    yield* parseEntryBundle(readBundle(index, width), width).slice(skip);
}

/** Like `readEntries`, with each entry checked against its tile: pass `verifiedTiles` as the reader. Throws `log.entry-bundle-*`, `log.tile-*`. */
export function* readVerifiedEntries(
  hasher: Hasher,
  readBundle: ReadBundle,
  readTile: ReadTile,
  from: number,
  size: number,
): Generator<Uint8Array> {
  for (const { index, width, skip } of bundles(from, size)) {
    yield* checkEntryBundle(hasher, readBundle(index, width), width, readTile(0, index, width)).slice(skip);
  }
}

function* bundles(from: number, size: number): Generator<{ index: number; width: number; skip: number }> {
  for (let start = from - (from % TILE_WIDTH); start < size; start += TILE_WIDTH) {
    yield { index: start / TILE_WIDTH, width: Math.min(TILE_WIDTH, size - start), skip: Math.max(0, from - start) };
  }
}
