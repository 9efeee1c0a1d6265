import type { Hasher } from "./crypto.ts";
import { LogError } from "./error.ts";
import { HASH_SIZE, nodeHash } from "./hash.ts";
import { isSize } from "./size.ts";

/** Hashes in a full tile, and entries in a full entry bundle. */
export const TILE_WIDTH = 256;

/** Heights of the tree that one tile level spans. */
export const TILE_HEIGHT = 8;

/**
 * Reads the hashes of a tile, one after another: exactly `width` × 32 bytes, where `width` is 256 for a full tile and
 * 1–255 for the partial one. A reader that finds only the full tile where a partial one is asked for gives its beginning.
 * The bytes must not change afterwards: hashes are handed on as views of them.
 */
export type ReadTile = (level: number, index: number, width: number) => Uint8Array;

/** The tiles of one level: how many are full, and the width of the partial one after them (0: there is none). */
export type TileLevel = { readonly level: number; readonly fullTiles: number; readonly partialWidth: number };

/** The tiles of a tree by level, the lowest first (tlog-tiles, "Partial Tiles"). The empty tree has none. Throws `log.size`. */
export function tileLevels(size: number): TileLevel[] {
  if (!isSize(size)) throw new LogError("log.size", `${size} is not a tree size`);
  const levels: TileLevel[] = [];
  for (let level = 0, hashes = size; hashes > 0; level++, hashes = Math.floor(hashes / TILE_WIDTH)) {
    levels.push({ level, fullTiles: Math.floor(hashes / TILE_WIDTH), partialWidth: hashes % TILE_WIDTH });
  }
  return levels;
}

/** The number of hashes of a tile in a tree of a size: 256 where it is full, 0 or less where it does not exist. */
export function tileWidth(size: number, level: number, index: number): number {
  return Math.min(TILE_WIDTH, Math.floor(size / TILE_WIDTH ** level) - index * TILE_WIDTH);
}

/** The bytes of a tile, if they are what its width says. Throws `log.tile-length`. */
export function checkTileLength(bytes: Uint8Array, width: number): Uint8Array {
  if (bytes.length !== width * HASH_SIZE) {
    throw new LogError(
      "log.tile-length",
      `a tile of width ${width} has ${bytes.length} bytes, not ${width * HASH_SIZE}`,
    );
  }
  return bytes;
}

/** A hash of a tile, as a view of its bytes. */
export function hashInTile(tile: Uint8Array, at: number): Uint8Array {
  return tile.subarray(at * HASH_SIZE, (at + 1) * HASH_SIZE);
}

/** The root of the perfect subtree over `count` hashes of a tile (a power of two), from position `at` on. */
export function rootInTile(hasher: Hasher, tile: Uint8Array, at: number, count: number): Uint8Array {
  if (count === 1) return hashInTile(tile, at);
  const half = count / 2;
  return nodeHash(hasher, rootInTile(hasher, tile, at, half), rootInTile(hasher, tile, at + half, half));
}
