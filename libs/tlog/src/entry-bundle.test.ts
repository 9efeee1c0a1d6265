import { nodeCrypto } from "@countersign/crypto/node";
import { bytes, hex, text } from "@countersign/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkEntryBundle, formatEntryBundle, parseEntryBundle } from "./entry-bundle.ts";
import { codeOf, testEntries, testLog } from "./test-log.testing.ts";

describe("an entry bundle", () => {
  it("prefixes each entry with its length", () => {
    const bundle = formatEntryBundle([text("one"), text(""), text("two")]);
    expect(hex(bundle)).toBe("00036f6e650000000374776f");
    expect(parseEntryBundle(bundle, 3).map((entry) => Buffer.from(entry).toString())).toEqual(["one", "", "two"]);
  });

  it("reads back any entries", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 600 }), { minLength: 1, maxLength: 40 }), (entries) => {
        expect(parseEntryBundle(formatEntryBundle(entries), entries.length)).toEqual(entries);
      }),
    );
  });

  it("carries entries of up to 65,535 bytes", () => {
    const longest = new Uint8Array(65_535).fill(9);
    expect(parseEntryBundle(formatEntryBundle([longest]), 1)).toEqual([longest]);
    expect(codeOf(() => formatEntryBundle([new Uint8Array(65_536)]))).toBe("log.entry-size");
  });

  it.each<[string, string, number, string]>([
    ["ends in a length", "00036f6e6500", 2, "log.entry-bundle-short"],
    ["ends in an entry", "00036f6e", 1, "log.entry-bundle-short"],
    ["has fewer entries", "00036f6e65", 2, "log.entry-bundle-short"],
    ["has more entries", "00036f6e650000", 1, "log.entry-bundle-trailing"],
    ["has a byte more", "00036f6e6500", 1, "log.entry-bundle-trailing"],
    ["has no entries", "", 0, "log.entry-bundle-width"],
    ["has 257 entries", "", 257, "log.entry-bundle-width"],
  ])("J9 that %s is refused", (_what, bundle, width, code) => {
    expect(codeOf(() => parseEntryBundle(bytes(bundle), width))).toBe(code);
  });

  it("has 1 to 256 entries", () => {
    expect(codeOf(() => formatEntryBundle([]))).toBe("log.entry-bundle-width");
    expect(codeOf(() => formatEntryBundle(testEntries(0, 257)))).toBe("log.entry-bundle-width");
  });

  it("J9 is checked against the tile with its hashes", () => {
    const log = testLog(3);
    const tile = log.readTile(0, 0, 3);
    expect(checkEntryBundle(nodeCrypto, log.readBundle(0, 3), 3, tile)).toHaveLength(3);
    const other = formatEntryBundle([...testEntries(0, 2), text("forged")]);
    expect(codeOf(() => checkEntryBundle(nodeCrypto, other, 3, tile))).toBe("log.entry-bundle-hash");
    expect(codeOf(() => checkEntryBundle(nodeCrypto, log.readBundle(0, 3), 3, tile.subarray(1)))).toBe(
      "log.tile-length",
    );
  });
});
