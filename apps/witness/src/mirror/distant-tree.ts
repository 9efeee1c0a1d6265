import type { LogClient } from "@countersign/adapters/log";
import { tileReader, withLogFiles } from "@countersign/core";
import type { Files } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import {
  TILE_WIDTH,
  checkEntryBundle,
  formatBundlePath,
  frontierFromTiles,
  frontierRoot,
  verifiedTiles,
} from "@countersign/tlog";
import type { ReadTile } from "@countersign/tlog";

/** The tree of a checkpoint as a server shows it. Nothing is given out that does not lead to the checkpoint's root. */
export type DistantTree = {
  /** The leaves of an entry bundle. `log.root`, `log.tile-hash`, `log.entry-bundle-hash` for those of another tree. */
  readonly entries: (index: number) => Promise<readonly Uint8Array[]>;
  /** The root that the tree had at a smaller size. `log.root`, `log.tile-hash`. */
  readonly rootAt: (size: number) => Promise<Uint8Array>;
};

/** Looks at the tree with this size and root on a server. */
export function distantTree(
  client: Pick<LogClient, "tile">,
  tree: { readonly size: number; readonly root: Uint8Array },
): DistantTree {
  const files = remembering(client);
  return {
    entries(index) {
      const width = widthOf(tree.size, 0, index);
      const path = formatBundlePath({ index, width });
      return withLogFiles(files, [path], (read) => {
        const tile = verifiedTiles(nodeCrypto, tree, tileReader(read))(0, index, width);
        return checkEntryBundle(nodeCrypto, read(path), width, tile);
      });
    },
    rootAt: (size) =>
      withLogFiles(files, [], (read) => {
        const verified = verifiedTiles(nodeCrypto, tree, tileReader(read));
        const part: ReadTile = (level, index, width) =>
          verified(level, index, widthOf(tree.size, level, index)).subarray(0, width * HASH_BYTES);
        return frontierRoot(nodeCrypto, frontierFromTiles(nodeCrypto, size, part));
      }),
  };
}

const HASH_BYTES = 32;

function widthOf(size: number, level: number, index: number): number {
  return Math.min(TILE_WIDTH, Math.floor(size / TILE_WIDTH ** level) - index * TILE_WIDTH);
}

/** Files that are asked for again with every bundle: partial tiles, and those above the lowest level. */
function remembering(client: Pick<LogClient, "tile">): Files {
  const known = new Map<string, Promise<Uint8Array>>();
  return {
    get(path) {
      const name = path.replace(/^log\//, "");
      const found = known.get(name) ?? client.tile(name);
      if (name.includes(".p/") || !/^tile\/(?:0|entries)\//.test(name)) known.set(name, found);
      return found;
    },
    put: () => Promise.reject(new TypeError("nothing is written to a server")),
  };
}
