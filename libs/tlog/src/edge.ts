import type { Hasher } from "./crypto.ts";
import { checkEntryBundle } from "./entry-bundle.ts";
import { LogError } from "./error.ts";
import { EMPTY_FRONTIER, frontierRoot } from "./frontier.ts";
import type { Frontier } from "./frontier.ts";
import { sameBytes } from "./hash.ts";
import { tileLevels } from "./tile.ts";
import { formatBundlePath, formatTilePath } from "./tile-path.ts";
import { frontierFromTiles } from "./verified-tiles.ts";

/**
 * The right edge of a log, all that is needed to append to it: its frontier, the bytes of the partial tile of each level
 * (empty where there is none), and the entries of the partial entry bundle.
 */
export type Edge = {
  readonly frontier: Frontier;
  readonly tiles: readonly Uint8Array[];
  readonly entries: readonly Uint8Array[];
};

/** The edge of an empty log. */
export const EMPTY_EDGE: Edge = { frontier: EMPTY_FRONTIER, tiles: [], entries: [] };

/** The paths of the partial entry bundle and tiles of a log of a size: the files that `readEdge` reads. */
export function edgePaths(size: number): string[] {
  const partial = tileLevels(size).filter(({ partialWidth }) => partialWidth > 0);
  return partial.flatMap(({ level, fullTiles: index, partialWidth: width }) =>
    level === 0
      ? [formatBundlePath({ index, width }), formatTilePath({ level, index, width })]
      : [formatTilePath({ level, index, width })],
  );
}

/**
 * The edge of a stored log, read from the files of `edgePaths` and checked: the tiles lead to the root (`log.root`) and
 * the entries hash to the tile (`log.entry-bundle-hash`). Throws also `log.tile-length` and `log.entry-bundle-*`.
 */
export function readEdge(
  hasher: Hasher,
  tree: { readonly size: number; readonly root: Uint8Array },
  read: (path: string) => Uint8Array,
): Edge {
  const tiles: Uint8Array[] = tileLevels(tree.size).map(() => new Uint8Array(0));
  const frontier = frontierFromTiles(hasher, tree.size, (level, index, width) => {
    const tile = read(formatTilePath({ level, index, width }));
    tiles[level] = tile;
    return tile;
  });
  if (!sameBytes(frontierRoot(hasher, frontier), tree.root)) {
    throw new LogError("log.root", `the stored tiles do not lead to the root of size ${tree.size}`);
  }
  return { frontier, tiles, entries: readEntries(hasher, tree.size, tiles, read) };
}

function readEntries(
  hasher: Hasher,
  size: number,
  tiles: readonly Uint8Array[],
  read: (path: string) => Uint8Array,
): Uint8Array[] {
  const [bottom] = tileLevels(size);
  const [tile] = tiles;
  if (bottom === undefined || tile === undefined || bottom.partialWidth === 0) return [];
  const { fullTiles: index, partialWidth: width } = bottom;
  return checkEntryBundle(hasher, read(formatBundlePath({ index, width })), width, tile);
}
