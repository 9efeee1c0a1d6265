import { vectors } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { codeOf } from "./test-log.testing.ts";
import { formatBundlePath, formatTilePath, parseBundlePath, parseTilePath } from "./tile-path.ts";

describe("a tile path", () => {
  it("is spelled in groups of three digits", () => {
    expect(formatTilePath({ level: 0, index: 1_234_067, width: 8 })).toBe("tile/0/x001/x234/067.p/8");
    expect(formatTilePath({ level: 2, index: 0, width: 256 })).toBe("tile/2/000");
    expect(formatBundlePath({ index: 1000, width: 256 })).toBe("tile/entries/x001/000");
    expect(parseTilePath("tile/0/x001/x234/067.p/8")).toEqual({ level: 0, index: 1_234_067, width: 8 });
    expect(parseBundlePath("tile/entries/000.p/255")).toEqual({ index: 0, width: 255 });
  });

  it.each<[string, string]>([
    ["tile/64/000", "log.tile-level"],
    ["tile/0/000.p/0", "log.tile-width"],
    ["tile/0/000.p/257", "log.tile-width"],
    ["tile/0/000.p/256", "log.tile-path"],
    ["tile/0/x000/001", "log.tile-path"],
    ["tile/0/x009/x007/x199/x254/x740/992", "log.tile-index"],
    ["tile/0/../000", "log.tile-path"],
    ["tile/0/%2e%2e/000", "log.tile-path"],
    ["tile/0/000\n", "log.tile-path"],
    ["tile/entries/000", "log.tile-path"],
  ])("J9 %j is refused", (path, code) => {
    expect(codeOf(() => parseTilePath(path))).toBe(code);
  });

  it.each<[string, string]>([
    ["tile/entries/000.p/300", "log.tile-width"],
    ["tile/entries/x999/x999/x999/x999/x999/999", "log.tile-index"],
    ["tile/0/000", "log.tile-path"],
  ])("J9 the bundle path %j is refused", (path, code) => {
    expect(codeOf(() => parseBundlePath(path))).toBe(code);
  });

  it("is not made from numbers that are none", () => {
    expect(codeOf(() => formatTilePath({ level: -1, index: 0, width: 1 }))).toBe("log.tile-level");
    expect(codeOf(() => formatTilePath({ level: 0, index: 0.5, width: 1 }))).toBe("log.tile-index");
    expect(codeOf(() => formatBundlePath({ index: 0, width: 0 }))).toBe("log.tile-width");
  });
});

type Paths = {
  valid: { level: number; index: string; width: number; tile: string; entries?: string }[];
  invalid: string[];
};
const v = vectors("checkpoint-tiles");

describe.skipIf(!v.present)("tile path vectors (skipped: no vectors)", () => {
  const { valid, invalid } = v.present ? v.json<Paths>("paths.json") : { valid: [], invalid: [] };

  it.each(valid)("$tile", ({ level, index, width, tile, entries }) => {
    const name = { level, index: Number(index), width: width === 0 ? 256 : width };
    expect(formatTilePath(name)).toBe(tile);
    expect(parseTilePath(tile)).toEqual(name);
    if (entries === undefined) return;
    expect(formatBundlePath(name)).toBe(entries);
    expect(parseBundlePath(entries)).toEqual({ index: name.index, width: name.width });
  });

  it.each(invalid)("J9 %s", (path) => {
    expect(codeOf(() => parseTilePath(path))).toMatch(/^log\.tile-/);
    expect(codeOf(() => parseBundlePath(path))).toMatch(/^log\.tile-/);
  });
});
