import { nodeCrypto } from "@countersign/crypto/node";
import { vectors } from "@countersign/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkInclusion, proveInclusion } from "./inclusion.ts";
import type { Inclusion } from "./inclusion.ts";
import { codeOf, recursiveRoot, storedLog, testEntry, testLeaves } from "./test-log.testing.ts";

const SIZE = 600;
const leaves = testLeaves(SIZE);
const log = storedLog();
for (let i = 0; i < SIZE; i++) log.append([testEntry(i)]);

function included(index: number, size: number): Inclusion {
  const proof = proveInclusion(nodeCrypto, log.readTile, index, size);
  return {
    index,
    size,
    leafHash: leaves[index] ?? new Uint8Array(0),
    root: recursiveRoot(leaves.slice(0, size)),
    proof,
  };
}

const anywhere = fc.integer({ min: 1, max: SIZE }).chain((size) => fc.tuple(fc.nat(size - 1), fc.constant(size)));

describe("an inclusion proof", () => {
  it("holds for any index of any size", () => {
    fc.assert(
      fc.property(anywhere, ([index, size]) => {
        expect(codeOf(() => checkInclusion(nodeCrypto, included(index, size)))).toBe("none");
      }),
      { numRuns: 400 },
    );
  });

  it("F20 fails with any byte of proof, leaf or root flipped", () => {
    fc.assert(
      fc.property(anywhere, fc.nat(), fc.integer({ min: 1, max: 255 }), ([index, size], where, mask) => {
        const claim = included(index, size);
        const hashes = [claim.leafHash, claim.root, ...claim.proof];
        const at = where % (hashes.length * 32);
        const [leafHash, root, ...proof] = hashes.map((hash, i) =>
          Uint8Array.from(hash, (byte, j) => (i * 32 + j === at ? byte ^ mask : byte)),
        );
        if (leafHash === undefined || root === undefined) throw new Error("two hashes at least");
        expect(codeOf(() => checkInclusion(nodeCrypto, { index, size, leafHash, root, proof }))).toBe("log.proof-root");
      }),
      { numRuns: 400 },
    );
  });

  it("F20 fails for another index", () => {
    fc.assert(
      fc.property(anywhere, fc.nat(SIZE), ([index, size], other) => {
        const claim = { ...included(index, size), index: other };
        if (other !== index)
          expect(codeOf(() => checkInclusion(nodeCrypto, claim))).toMatch(/^log\.proof-(root|length|index)$/);
      }),
    );
  });

  const claim = included(4, 15);
  const [first = new Uint8Array(0), ...rest] = claim.proof;
  it.each<[string, Partial<Inclusion>, string]>([
    ["size 0", { size: 0, index: 0 }, "log.proof-index"],
    ["an index equal to the size", { index: 15 }, "log.proof-index"],
    ["a negative index", { index: -1 }, "log.proof-index"],
    ["an index of 2^53", { index: 2 ** 53 }, "log.proof-index"],
    ["a size of 2^53", { size: 2 ** 53 }, "log.proof-size"],
    ["a size that is no number", { size: Number.NaN }, "log.proof-size"],
    ["one hash missing", { proof: rest }, "log.proof-length"],
    ["one hash more", { proof: [...claim.proof, first] }, "log.proof-length"],
    ["no hashes", { proof: [] }, "log.proof-length"],
    ["a hash of 31 bytes", { proof: [first.subarray(1), ...rest] }, "log.proof-hash"],
    ["an empty leaf hash", { leafHash: new Uint8Array(0) }, "log.proof-hash"],
    ["a root of 33 bytes", { root: new Uint8Array(33) }, "log.proof-hash"],
    ["two hashes swapped", { proof: [...rest, first] }, "log.proof-root"],
    ["the size of a higher tree", { size: 17 }, "log.proof-length"],
  ])("F20 with %s is refused", (_what, change, code) => {
    expect(codeOf(() => checkInclusion(nodeCrypto, { ...claim, ...change }))).toBe(code);
  });

  it("F20 with the right number of hashes for 2^53 − 1 leaves is computed, not rounded", () => {
    const size = Number.MAX_SAFE_INTEGER;
    const proof = Array.from({ length: 53 }, () => first);
    expect(codeOf(() => checkInclusion(nodeCrypto, { ...claim, index: 0, size, proof }))).toBe("log.proof-root");
    expect(codeOf(() => checkInclusion(nodeCrypto, { ...claim, index: size - 1, size, proof }))).toBe(
      "log.proof-length",
    );
  });

  it("is not made of tiles that are too short", () => {
    const short = () => new Uint8Array(32);
    expect(codeOf(() => proveInclusion(nodeCrypto, short, 0, 2))).toBe("log.tile-length");
    expect(codeOf(() => proveInclusion(nodeCrypto, short, 2, 2))).toBe("log.proof-index");
  });
});

type Case = {
  leafIdx: number;
  treeSize: number;
  root: string;
  leafHash: string;
  proof: string[] | null;
  wantErr: boolean;
};
const v = vectors("merkle-inclusion");
const files = v.present ? v.files().filter((file) => file.endsWith(".json")) : [];

describe.skipIf(!v.present)("published inclusion proofs (skipped: no vectors)", () => {
  it("are 98", () => {
    expect(files).toHaveLength(98);
  });

  it.each(files)("F20 %s", (file) => {
    const { leafIdx, treeSize, root, leafHash, proof, wantErr } = v.json<Case>(file);
    const base64 = (value: string) => new Uint8Array(Buffer.from(value, "base64"));
    const check = () =>
      checkInclusion(nodeCrypto, {
        index: leafIdx,
        size: treeSize,
        root: base64(root),
        leafHash: base64(leafHash),
        proof: (proof ?? []).map(base64),
      });
    if (wantErr) expect(codeOf(check)).toMatch(/^log\.proof-/);
    else expect(codeOf(check)).toBe("none");
  });
});
