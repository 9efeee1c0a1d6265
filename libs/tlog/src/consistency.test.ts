import { nodeCrypto } from "@countersign/crypto/node";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkConsistency, proveConsistency } from "./consistency.ts";
import type { Consistency } from "./consistency.ts";
import { emptyRoot } from "./hash.ts";
import { codeOf, recursiveRoot, storedLog, testEntry, testLeaves } from "./test-log.testing.ts";

const SIZE = 600;
const leaves = testLeaves(SIZE);
const roots = Array.from({ length: SIZE + 1 }, (_, size) => recursiveRoot(leaves.slice(0, size)));
const log = storedLog();
for (let i = 0; i < SIZE; i++) log.append([testEntry(i)]);

function grown(oldSize: number, newSize: number): Consistency {
  const proof = proveConsistency(nodeCrypto, log.readTile, oldSize, newSize);
  const [oldRoot, newRoot] = [roots[oldSize], roots[newSize]];
  if (oldRoot === undefined || newRoot === undefined) throw new Error("beyond the test log");
  return { oldSize, oldRoot, newSize, newRoot, proof };
}

const codeFor = (claim: Consistency) => codeOf(() => checkConsistency(nodeCrypto, claim));
const pair = fc.integer({ min: 0, max: SIZE }).chain((size) => fc.tuple(fc.nat(size), fc.constant(size)));

describe("a consistency proof", () => {
  it("holds for all pairs of sizes up to 80", () => {
    for (let newSize = 0; newSize <= 80; newSize++) {
      for (let oldSize = 0; oldSize <= newSize; oldSize++) {
        if (codeFor(grown(oldSize, newSize)) !== "none") expect.fail(`${oldSize} to ${newSize}`);
      }
    }
    expect(grown(0, 80).proof).toEqual([]);
    expect(grown(80, 80).proof).toEqual([]);
  });

  it("holds for any pair of sizes up to 600, across tiles", () => {
    fc.assert(
      fc.property(pair, ([oldSize, newSize]) => {
        expect(codeFor(grown(oldSize, newSize))).toBe("none");
      }),
      { numRuns: 400 },
    );
  });

  it("F20 fails with any byte of proof or roots flipped", () => {
    fc.assert(
      fc.property(pair, fc.nat(), fc.integer({ min: 1, max: 255 }), ([oldSize, newSize], where, mask) => {
        const claim = grown(oldSize, newSize);
        const hashes = [claim.oldRoot, claim.newRoot, ...claim.proof];
        // Any tree grows from the empty one: only that one's own root can be wrong then.
        const at = where % (oldSize === 0 ? 32 : hashes.length * 32);
        const [oldRoot, newRoot, ...proof] = hashes.map((hash, i) =>
          Uint8Array.from(hash, (byte, j) => (i * 32 + j === at ? byte ^ mask : byte)),
        );
        if (oldRoot === undefined || newRoot === undefined) throw new Error("two hashes at least");
        expect(codeFor({ oldSize, oldRoot, newSize, newRoot, proof })).toMatch(
          /^log\.(proof-root|proof-old-root|fork)$/,
        );
      }),
      { numRuns: 400 },
    );
  });

  const claim = grown(6, 15);
  const powerOfTwo = grown(8, 15);
  const [first = new Uint8Array(0), ...rest] = claim.proof;
  const other = roots[5] ?? new Uint8Array(0);
  it.each<[string, Consistency, string]>([
    ["the old tree larger", { ...claim, oldSize: 16 }, "log.proof-order"],
    ["a size of 2^53", { ...claim, newSize: 2 ** 53 }, "log.proof-size"],
    ["a negative size", { ...claim, oldSize: -1 }, "log.proof-size"],
    ["a hash of 33 bytes", { ...claim, proof: [new Uint8Array(33), ...rest] }, "log.proof-hash"],
    ["a root of no bytes", { ...claim, oldRoot: new Uint8Array(0) }, "log.proof-hash"],
    ["one hash missing", { ...claim, proof: rest }, "log.proof-length"],
    ["one hash more", { ...claim, proof: [...claim.proof, first] }, "log.proof-length"],
    ["no hashes", { ...claim, proof: [] }, "log.proof-length"],
    ["no hashes after a power of two", { ...powerOfTwo, proof: [] }, "log.proof-length"],
    ["hashes between equal sizes", { ...grown(15, 15), proof: [first] }, "log.proof-length"],
    ["hashes after size 0", { ...grown(0, 15), proof: [first] }, "log.proof-length"],
    ["another old root", { ...claim, oldRoot: other }, "log.proof-old-root"],
    ["another root of size 0", { ...grown(0, 15), oldRoot: other }, "log.proof-old-root"],
    ["another new root", { ...claim, newRoot: other }, "log.proof-root"],
    ["another new root after a power of two", { ...powerOfTwo, newRoot: other }, "log.proof-root"],
  ])("F20 with %s is refused", (_what, wrong, code) => {
    expect(codeFor(wrong)).toBe(code);
  });

  it("F12 two roots of one size are a fork", () => {
    expect(codeFor({ ...grown(15, 15), newRoot: other })).toBe("log.fork");
    const empty = { oldSize: 0, oldRoot: emptyRoot(nodeCrypto), newSize: 0, newRoot: other, proof: [] };
    expect(codeFor(empty)).toBe("log.fork");
  });

  it("is not made for sizes in the wrong order or of tiles that are too short", () => {
    expect(codeOf(() => proveConsistency(nodeCrypto, log.readTile, 3, 2))).toBe("log.proof-order");
    expect(codeOf(() => proveConsistency(nodeCrypto, () => new Uint8Array(1), 1, 2))).toBe("log.tile-length");
  });
});
