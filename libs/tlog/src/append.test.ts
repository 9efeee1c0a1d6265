import { nodeCrypto } from "@countersign/crypto/node";
import { hex, text, vectors } from "@countersign/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planAppend, rebuildLog } from "./append.ts";
import { signCheckpoint } from "./checkpoint.ts";
import { EMPTY_EDGE } from "./edge.ts";
import { frontierRoot } from "./frontier.ts";
import { readEntries } from "./entries.ts";
import { parseSignerKey } from "./key.ts";
import { applyWrites, codeOf, recursiveRoot, storedLog, testEntries, testLeaves, testLog } from "./test-log.testing.ts";
import { tileLevels } from "./tile.ts";
import { formatBundlePath, formatTilePath } from "./tile-path.ts";

describe("an append", () => {
  it("writes bundles before tiles and lower tiles before higher ones", () => {
    const plan = planAppend(nodeCrypto, "log.example", EMPTY_EDGE, testEntries(0, 513));
    expect(plan.writes.map(({ path }) => path)).toEqual([
      "tile/entries/000",
      "tile/0/000",
      "tile/entries/001",
      "tile/0/001",
      "tile/entries/002.p/1",
      "tile/0/002.p/1",
      "tile/1/000.p/2",
    ]);
    expect(plan.checkpoint.size).toBe(513);
    expect(hex(plan.checkpoint.root)).toBe(hex(recursiveRoot(testLeaves(513))));
    expect(plan.text.split("\n").slice(0, 2)).toEqual(["log.example", "513"]);
  });

  it("writes only what it changed", () => {
    const log = testLog(513);
    const plan = planAppend(nodeCrypto, "log.example", log.edge(), testEntries(513, 514));
    expect(plan.writes.map(({ path }) => path)).toEqual(["tile/entries/002.p/2", "tile/0/002.p/2"]);
    expect(planAppend(nodeCrypto, "log.example", log.edge(), []).writes).toEqual([]);
  });

  it("comes to the same log however it is cut, and the same as a rebuild", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(400), { maxLength: 6 }), (lengths) => {
        const log = storedLog();
        for (const length of lengths)
          log.append(testEntries(log.edge().frontier.size, log.edge().frontier.size + length));
        const size = log.edge().frontier.size;
        const rebuilt = new Map<string, Uint8Array>();
        applyWrites(rebuilt, rebuildLog(nodeCrypto, readEntries(log.readBundle, 0, size)));
        for (const [path, bytes] of rebuilt) expect(hex(log.read(path))).toBe(hex(bytes));
        expect(hex(frontierRoot(nodeCrypto, log.edge().frontier))).toBe(hex(recursiveRoot(testLeaves(size))));
      }),
      { numRuns: 25 },
    );
  });

  it("F22 may be applied again after a crash at any write: no path has two contents", () => {
    const log = testLog(255);
    const plan = planAppend(nodeCrypto, "log.example", log.edge(), testEntries(255, 600));
    for (let done = 0; done <= plan.writes.length; done++) {
      const files = new Map(log.files);
      applyWrites(files, plan.writes.slice(0, done));
      applyWrites(files, plan.writes);
      expect(files.size).toBe(log.files.size + plan.writes.length);
    }
  });

  it("leaves the edge it started from as it was", () => {
    const log = testLog(300);
    const before = JSON.stringify(log.edge());
    planAppend(nodeCrypto, "log.example", log.edge(), testEntries(300, 900));
    expect(JSON.stringify(log.edge())).toBe(before);
  });

  it("refuses what cannot be an entry, an edge or an origin", () => {
    const { edge } = testLog(3);
    const plan = (changed: object, entries: Uint8Array[] = []) =>
      codeOf(() => planAppend(nodeCrypto, "log.example", { ...edge(), ...changed }, entries));
    expect(plan({}, [new Uint8Array(65_536)])).toBe("log.entry-size");
    expect(plan({ entries: [] })).toBe("log.entry-bundle-width");
    expect(plan({ tiles: [] })).toBe("log.tile-length");
    expect(plan({ frontier: { size: 3, hashes: [] } })).toBe("log.frontier");
    expect(codeOf(() => planAppend(nodeCrypto, "a\nb", EMPTY_EDGE, []))).toBe("log.checkpoint-origin");
  });

  it("lays out 70,000 entries as tlog-tiles says", () => {
    expect(tileLevels(70_000)).toEqual([
      { level: 0, fullTiles: 273, partialWidth: 112 },
      { level: 1, fullTiles: 1, partialWidth: 17 },
      { level: 2, fullTiles: 0, partialWidth: 1 },
    ]);
    expect(tileLevels(256)[1]).toEqual({ level: 1, fullTiles: 0, partialWidth: 1 });
    expect(tileLevels(0)).toEqual([]);
    for (const size of [-1, 0.5, 2 ** 53, Infinity, Number.NaN])
      expect(codeOf(() => tileLevels(size))).toBe("log.size");
  });
});

type Published = { origin: string; skey: string; entries: string[] };
type LargeTree = {
  sizes: {
    size: number;
    rootBase64: string;
    levels: {
      level: number;
      fullTiles: number;
      partialWidth: number;
      partialPath?: string;
      sha256OfAllHashes: string;
    }[];
  }[];
};
const v = vectors("checkpoint-tiles");

describe.skipIf(!v.present)("the published log (skipped: no vectors)", () => {
  it("is rebuilt byte for byte, one entry at a time", () => {
    const { origin, skey, entries } = v.json<Published>("log.json");
    const signer = parseSignerKey(nodeCrypto, skey);
    const log = storedLog(origin);
    const sign = (added: Uint8Array[]) => text(signCheckpoint(nodeCrypto, log.append(added).checkpoint, signer));
    log.files.set("checkpoint.0", sign([]));
    entries.forEach((entry, i) => log.files.set(`checkpoint.${i + 1}`, sign([text(entry)])));
    log.files.set("checkpoint", log.read("checkpoint.15"));
    expect([...log.files.keys()].toSorted()).toEqual(
      v
        .files("log")
        .map((file) => file.slice("log/".length))
        .toSorted(),
    );
    for (const [path, bytes] of log.files) expect(hex(bytes)).toBe(hex(v.bytes(`log/${path}`)));
  });

  it("has its large sister: roots and layout at every size, in one growing log", () => {
    const log = storedLog();
    for (const { size, rootBase64, levels } of v.json<LargeTree>("large-tree.json").sizes) {
      const from = log.edge().frontier.size;
      const plan = log.append(Array.from({ length: size - from }, (_, i) => text(String(from + i))));
      expect(Buffer.from(plan.checkpoint.root).toString("base64")).toBe(rootBase64);
      expect(tileLevels(size)).toEqual(
        levels.map(({ level, fullTiles, partialWidth }) => ({ level, fullTiles, partialWidth })),
      );
      for (const { level, fullTiles, partialWidth, partialPath, sha256OfAllHashes } of levels) {
        const tiles = Array.from({ length: fullTiles }, (_, index) => log.readTile(level, index, 256));
        if (partialPath !== undefined) {
          expect(formatTilePath({ level, index: fullTiles, width: partialWidth })).toBe(partialPath);
          tiles.push(log.read(partialPath));
        }
        expect(hex(nodeCrypto.sha256(Buffer.concat(tiles)))).toBe(sha256OfAllHashes);
      }
      if (size % 256 > 0)
        expect(log.files.has(formatBundlePath({ index: Math.floor(size / 256), width: size % 256 }))).toBe(true);
    }
    expect([...log.files.keys()].filter((path) => path.endsWith(".p/0"))).toEqual([]);
  });
});
