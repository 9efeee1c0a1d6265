import type { Folder } from "@countersign/adapters/files";
import {
  TILE_WIDTH,
  formatBundlePath,
  formatEntryBundle,
  formatTilePath,
  parseBundlePath,
  parseEntryBundle,
  parseTilePath,
} from "@countersign/tlog";

/** A tile or entry bundle; 256 leaves of 1 KiB, with room. */
export const TILE_LIMIT = 1024 * 1024;

/**
 * A tile or entry bundle by its path (`tile/0/000.p/5`), exactly as wide as asked: where only a wider one is kept, it is cut out
 * of that, since what is in a tile never changes (tlog-tiles, "Partial tiles"). Undefined where there is none; `log.tile-path` and
 * the like for a path that is none.
 */
export async function storedTile(folder: Pick<Folder, "get" | "list">, path: string): Promise<Uint8Array | undefined> {
  const { width, full, cut } = path.startsWith("tile/entries/") ? bundle(path) : hashes(path);
  const exact = await folder.get(`log/${path}`, TILE_LIMIT);
  if (exact !== undefined || width === TILE_WIDTH) return exact;
  const whole = await folder.get(`log/${full}`, TILE_LIMIT);
  if (whole !== undefined) return cut(whole, TILE_WIDTH);
  const partial = `log/${full}.p/`;
  const widths = (await folder.list(partial)).map((name) => Number(name.slice(partial.length)));
  const wider = widths.find((one) => one > width);
  const bytes = wider === undefined ? undefined : await folder.get(`${partial}${wider}`, TILE_LIMIT);
  return wider === undefined || bytes === undefined ? undefined : cut(bytes, wider);
}

type Tile = {
  readonly width: number;
  /** The path of the full one. */
  readonly full: string;
  /** What is asked for, out of one that is so wide. */
  readonly cut: (bytes: Uint8Array, has: number) => Uint8Array;
};

const HASH_BYTES = 32;

function hashes(path: string): Tile {
  const name = parseTilePath(path);
  const { width } = name;
  return {
    width,
    full: formatTilePath({ ...name, width: TILE_WIDTH }),
    cut: (bytes) => bytes.subarray(0, width * HASH_BYTES),
  };
}

function bundle(path: string): Tile {
  const name = parseBundlePath(path);
  const { width } = name;
  return {
    width,
    full: formatBundlePath({ ...name, width: TILE_WIDTH }),
    cut: (bytes, has) => formatEntryBundle(parseEntryBundle(bytes, has).slice(0, width)),
  };
}
