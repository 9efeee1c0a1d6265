import { nodeCrypto } from "@countersign/crypto/node";
import { hex } from "@countersign/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import { readVerifiedEntries } from "./entries.ts";
import { frontierRoot } from "./frontier.ts";
import { codeOf, testEntry, testLog } from "./test-log.testing.ts";
import type { StoredLog } from "./test-log.testing.ts";
import { tileLevels } from "./tile.ts";
import type { ReadTile } from "./tile.ts";
import { verifiedTiles } from "./verified-tiles.ts";

const SIZE = 66_000;
let log: StoredLog;
let tree: { size: number; root: Uint8Array };

beforeAll(() => {
  log = testLog(SIZE);
  tree = { size: SIZE, root: frontierRoot(nodeCrypto, log.edge().frontier) };
});

/** The reader of the log with one byte of one tile flipped. */
function tampered(level: number, index: number): ReadTile {
  return (l, i, width) => {
    const tile = log.readTile(l, i, width);
    return l === level && i === index ? tile.map((byte, at) => (at === 40 ? byte ^ 1 : byte)) : tile;
  };
}

describe("verified tiles", () => {
  it("are the tiles of the tree, from every level", () => {
    const read = verifiedTiles(nodeCrypto, tree, log.readTile);
    for (const { level, fullTiles, partialWidth } of tileLevels(SIZE)) {
      if (fullTiles > 0) expect(hex(read(level, 0, 256))).toBe(hex(log.readTile(level, 0, 256)));
      if (partialWidth > 0)
        expect(read(level, fullTiles, partialWidth)).toEqual(log.readTile(level, fullTiles, partialWidth));
    }
  });

  it("J9 a full tile that is another one is refused, at whatever level it was exchanged", () => {
    expect(codeOf(() => verifiedTiles(nodeCrypto, tree, tampered(0, 7))(0, 7, 256))).toBe("log.tile-hash");
    expect(codeOf(() => verifiedTiles(nodeCrypto, tree, tampered(1, 0))(0, 7, 256))).toBe("log.tile-hash");
    expect(codeOf(() => verifiedTiles(nodeCrypto, tree, tampered(0, 8))(0, 7, 256))).toBe("none");
  });

  it("J9 a partial tile that is another one, or another root, is refused at once", () => {
    expect(codeOf(() => verifiedTiles(nodeCrypto, tree, tampered(0, 257)))).toBe("log.root");
    expect(codeOf(() => verifiedTiles(nodeCrypto, { ...tree, root: new Uint8Array(32) }, log.readTile))).toBe(
      "log.root",
    );
  });

  it("J9 a width that the tree does not have, and a short or long tile, are refused", () => {
    const read = verifiedTiles(nodeCrypto, tree, log.readTile);
    expect(codeOf(() => read(0, 0, 255))).toBe("log.tile-width");
    expect(codeOf(() => read(0, 258, 256))).toBe("log.tile-width");
    expect(codeOf(() => read(5, 0, 0))).toBe("log.tile-width");
    const long: ReadTile = (level, index, width) => new Uint8Array([...log.readTile(level, index, width), 0]);
    expect(codeOf(() => verifiedTiles(nodeCrypto, tree, long))).toBe("log.tile-length");
  });

  it("let entries be read from anywhere, from any index on", () => {
    const read = verifiedTiles(nodeCrypto, tree, log.readTile);
    const entries = [...readVerifiedEntries(nodeCrypto, log.readBundle, read, 65_700, SIZE)];
    expect(entries).toHaveLength(300);
    expect(entries[0]).toEqual(testEntry(65_700));
    const swapped = (index: number, width: number) => log.readBundle(index === 3 ? 4 : index, width);
    expect(codeOf(() => [...readVerifiedEntries(nodeCrypto, swapped, read, 0, SIZE)])).toBe("log.entry-bundle-hash");
  });
});
