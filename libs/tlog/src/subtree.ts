import type { Hasher } from "./crypto.ts";
import { nodeHash } from "./hash.ts";
import { TILE_HEIGHT, TILE_WIDTH, checkTileLength, rootInTile, tileWidth } from "./tile.ts";
import type { ReadTile } from "./tile.ts";

/**
 * The hash of leaves `start` to `end` − 1 (RFC 6962 §2.1) from the tiles of a tree of a size. `start` must be a multiple
 * of the smallest power of two that is not below the length, as it is for every node of the tree.
 */
export function rangeHash(hasher: Hasher, read: ReadTile, size: number, start: number, end: number): Uint8Array {
  const length = end - start;
  const half = halving(length);
  if (length === 1 || half * 2 === length) return perfectHash(hasher, read, size, start, length);
  const left = perfectHash(hasher, read, size, start, half);
  return nodeHash(hasher, left, rangeHash(hasher, read, size, start + half, end));
}

/** The largest power of two below a number (RFC 6962 §2.1, *k*); 1 for 1. Loops, because logarithms round near 2^53. */
export function halving(length: number): number {
  let half = 1;
  while (half * 2 < length) half *= 2;
  return half;
}

/** A reader that checks the length of each tile and asks for it once: the ranges of one proof share tiles. */
export function rememberTiles(readTile: ReadTile): ReadTile {
  const known = new Map<string, Uint8Array>();
  return (level, index, width) => {
    const name = `${level}/${index}/${width}`;
    const tile = known.get(name) ?? checkTileLength(readTile(level, index, width), width);
    known.set(name, tile);
    return tile;
  };
}

function perfectHash(hasher: Hasher, read: ReadTile, size: number, start: number, length: number): Uint8Array {
  let level = 0;
  let unit = 1;
  while (unit * 2 ** TILE_HEIGHT <= length) [level, unit] = [level + 1, unit * 2 ** TILE_HEIGHT];
  const first = start / unit;
  const index = Math.floor(first / TILE_WIDTH);
  const tile = read(level, index, tileWidth(size, level, index));
  return rootInTile(hasher, tile, first % TILE_WIDTH, length / unit);
}
