import { nodeCrypto } from "@countersign/crypto/node";
import { bytes, hex, vectors } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { EMPTY_FRONTIER, appendLeaf, frontierRoot } from "./frontier.ts";
import { leafHash } from "./hash.ts";
import { codeOf, recursiveRoot, testLeaves } from "./test-log.testing.ts";

const v = vectors("checkpoint-tiles");
const leaf = new Uint8Array(32);

describe("a frontier", () => {
  it("has the root of the recursive definition at every size", () => {
    const leaves = testLeaves(300);
    let frontier = EMPTY_FRONTIER;
    for (let size = 0; size <= leaves.length; size++) {
      expect(hex(frontierRoot(nodeCrypto, frontier))).toBe(hex(recursiveRoot(leaves.slice(0, size))));
      frontier = appendLeaf(nodeCrypto, frontier, leaves[size] ?? leaf);
    }
  });

  it("is not changed by an append", () => {
    const one = appendLeaf(nodeCrypto, EMPTY_FRONTIER, leaf);
    appendLeaf(nodeCrypto, one, leaf);
    expect(EMPTY_FRONTIER).toEqual({ size: 0, hashes: [] });
    expect(one.hashes).toEqual([leaf]);
  });

  it("holds sizes above 2^32", () => {
    const size = 2 ** 40 + 1;
    const grown = appendLeaf(nodeCrypto, { size, hashes: [leaf, leaf] }, leaf);
    expect(grown.size).toBe(size + 1);
    expect(grown.hashes).toHaveLength(2);
  });

  it.each([
    ["too few hashes", { size: 3, hashes: [leaf] }],
    ["too many hashes", { size: 4, hashes: [leaf, leaf] }],
    ["a hash of 31 bytes", { size: 1, hashes: [new Uint8Array(31)] }],
    ["a negative size", { size: -1, hashes: [] }],
    ["a fraction", { size: 1.5, hashes: [leaf] }],
    ["a size of 2^53", { size: 2 ** 53, hashes: [leaf] }],
  ])("F20 with %s is refused", (_what, frontier) => {
    expect(codeOf(() => frontierRoot(nodeCrypto, frontier))).toBe("log.frontier");
    expect(codeOf(() => appendLeaf(nodeCrypto, frontier, leaf))).toBe("log.frontier");
  });

  it("takes leaf hashes of 32 bytes only, and ends at 2^53 − 1", () => {
    expect(codeOf(() => appendLeaf(nodeCrypto, EMPTY_FRONTIER, new Uint8Array(33)))).toBe("log.hash-length");
    const full = { size: Number.MAX_SAFE_INTEGER, hashes: Array.from({ length: 53 }, () => leaf) };
    expect(codeOf(() => appendLeaf(nodeCrypto, full, leaf))).toBe("log.size");
  });
});

describe.skipIf(!v.present)("published roots (skipped: no vectors)", () => {
  it("are ours at every size", () => {
    const { entriesHex, rootHexBySize } = v.json<{ entriesHex: string[]; rootHexBySize: string[] }>(
      "rfc6962-roots.json",
    );
    let frontier = EMPTY_FRONTIER;
    const roots = [hex(frontierRoot(nodeCrypto, frontier))];
    for (const entry of entriesHex) {
      frontier = appendLeaf(nodeCrypto, frontier, leafHash(nodeCrypto, bytes(entry)));
      roots.push(hex(frontierRoot(nodeCrypto, frontier)));
    }
    expect(roots).toEqual(rootHexBySize);
  });
});
