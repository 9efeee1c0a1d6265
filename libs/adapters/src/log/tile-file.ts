import { CountersignError } from "@countersign/core/error";
import {
  LogError,
  TILE_WIDTH,
  formatBundlePath,
  formatEntryBundle,
  formatTilePath,
  parseBundlePath,
  parseEntryBundle,
  parseTilePath,
} from "@countersign/tlog";
import type { ServerAnswer } from "./ask-server.ts";
import { refusalIn } from "./problem.ts";

const HASH_BYTES = 32;
/** 256 leaves of 1 KiB, with room. */
const BUNDLE_LIMIT = 1024 * 1024;

/** A file of the tiled log as it was asked for; one that is partial may be cut out of the full one (tlog-tiles, "Partial tiles"). */
export async function readTileFile(ask: (path: string) => Promise<ServerAnswer>, path: string): Promise<Uint8Array> {
  const { full, width, limit, cut } = path.startsWith("tile/entries/") ? bundleFile(path) : tileFile(path);
  const exact = await ask(path);
  if (exact.status !== 404) return cut(await content(exact, limit(width)), width);
  const whole = full === path ? exact : await ask(full);
  if (whole.status === 404) throw new CountersignError("log.tile-missing", `${exact.url} is not there`);
  return cut(await content(whole, limit(TILE_WIDTH)), TILE_WIDTH, width);
}

type TileFile = {
  readonly full: string;
  readonly width: number;
  readonly limit: (width: number) => number;
  /** Checks a file that is `has` wide, and gives the first `wanted` of it. */
  readonly cut: (bytes: Uint8Array, has: number, wanted?: number) => Uint8Array;
};

function tileFile(path: string): TileFile {
  const name = parseTilePath(path);
  return {
    full: formatTilePath({ ...name, width: TILE_WIDTH }),
    width: name.width,
    limit: (width) => width * HASH_BYTES,
    cut(bytes, has, wanted = has) {
      if (bytes.length === has * HASH_BYTES) return bytes.subarray(0, wanted * HASH_BYTES);
      throw new LogError("log.tile-length", `${path}: ${bytes.length} bytes where ${has} hashes are wanted`);
    },
  };
}

function bundleFile(path: string): TileFile {
  const name = parseBundlePath(path);
  return {
    full: formatBundlePath({ ...name, width: TILE_WIDTH }),
    width: name.width,
    limit: () => BUNDLE_LIMIT,
    cut(bytes, has, wanted = has) {
      const entries = parseEntryBundle(bytes, has);
      return wanted === has ? bytes : formatEntryBundle(entries.slice(0, wanted));
    },
  };
}

async function content(answer: ServerAnswer, limit: number): Promise<Uint8Array> {
  if (answer.status !== 200) throw await refusalIn(answer);
  const bytes = await answer.bytes(limit);
  if (bytes === undefined) throw new LogError("log.tile-length", `${answer.url} has more than ${limit} bytes`);
  return bytes;
}
