import type { Hasher } from "./crypto.ts";
import { LogError } from "./error.ts";
import { frontierRoot } from "./frontier.ts";
import type { Frontier } from "./frontier.ts";
import { sameBytes } from "./hash.ts";
import { TILE_WIDTH, checkTileLength, hashInTile, rootInTile, tileLevels, tileWidth } from "./tile.ts";
import type { ReadTile } from "./tile.ts";

/**
 * A reader that gives only tiles which belong to the tree with this size and root, so that tiles may come from anywhere:
 * the partial tiles must lead to the root (`log.root`), a full tile must hash to its place in the tile above
 * (`log.tile-hash`). Throws also `log.tile-width` (no such tile in this tree) and `log.tile-length`.
 */
export function verifiedTiles(
  hasher: Hasher,
  tree: { readonly size: number; readonly root: Uint8Array },
  readTile: ReadTile,
): ReadTile {
  const trusted = new Map<string, Uint8Array>();
  const remember: ReadTile = (level, index, width) => {
    const tile = checkTileLength(readTile(level, index, width), width);
    trusted.set(`${level}/${index}`, tile);
    return tile;
  };
  if (!sameBytes(frontierRoot(hasher, frontierFromTiles(hasher, tree.size, remember)), tree.root)) {
    throw new LogError("log.root", `the partial tiles do not lead to the root of size ${tree.size}`);
  }
  const verified: ReadTile = (level, index, width) => {
    if (width < 1 || width !== tileWidth(tree.size, level, index)) {
      throw new LogError("log.tile-width", `tile ${level}/${index} has not width ${width} at size ${tree.size}`);
    }
    const known = trusted.get(`${level}/${index}`);
    if (known !== undefined) return known;
    const above = Math.floor(index / TILE_WIDTH);
    const parent = verified(level + 1, above, tileWidth(tree.size, level + 1, above));
    const tile = checkTileLength(readTile(level, index, width), width);
    if (!sameBytes(rootInTile(hasher, tile, 0, TILE_WIDTH), hashInTile(parent, index % TILE_WIDTH))) {
      throw new LogError("log.tile-hash", `tile ${level}/${index} is not the one in the tree of size ${tree.size}`);
    }
    // Tiles of level 0 are not kept: a reader of all entries asks for each of them once.
    if (level > 0) trusted.set(`${level}/${index}`, tile);
    return tile;
  };
  return verified;
}

/** The frontier of a tree of a size from its partial tiles, which are all that it reads. Throws `log.tile-length`. */
export function frontierFromTiles(hasher: Hasher, size: number, readTile: ReadTile): Frontier {
  const partial = tileLevels(size).filter(({ partialWidth }) => partialWidth > 0);
  return {
    size,
    hashes: partial.toReversed().flatMap(({ level, fullTiles, partialWidth }) => {
      const tile = checkTileLength(readTile(level, fullTiles, partialWidth), partialWidth);
      return perfectRoots(hasher, tile, partialWidth);
    }),
  };
}

function perfectRoots(hasher: Hasher, tile: Uint8Array, width: number): Uint8Array[] {
  const roots: Uint8Array[] = [];
  let at = 0;
  for (let count = TILE_WIDTH / 2; count >= 1; count /= 2) {
    if ((width & count) === 0) continue;
    roots.push(rootInTile(hasher, tile, at, count));
    at += count;
  }
  return roots;
}
