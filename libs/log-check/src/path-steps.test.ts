import { nodeCrypto } from "@countersign/crypto/node";
import { formatTilePath, frontierRoot, followLog, leafHash, proveInclusion, rebuildLog } from "@countersign/tlog";
import fc from "fast-check";
import { expect, it } from "vitest";
import { pathSteps } from "./path-steps.ts";

const LEAVES = Array.from({ length: 600 }, (_, index) => new TextEncoder().encode(`leaf ${index}`));

it("F20: of every leaf of every tree, the last step gives the root, and there is one for each hash of the proof", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 600 }), fc.nat(599), (size, place) => {
      const index = place % size;
      const leaves = LEAVES.slice(0, size);
      const files = new Map([...rebuildLog(nodeCrypto, leaves)].map(({ path, bytes }) => [path, bytes]));
      const tile = (level: number, at: number, width: number) =>
        files.get(formatTilePath({ level, index: at, width })) ?? new Uint8Array();
      const follower = followLog(nodeCrypto);
      for (const leaf of leaves) follower.add(leaf);
      const hash = leafHash(nodeCrypto, LEAVES[index] ?? new Uint8Array());
      const proof = proveInclusion(nodeCrypto, tile, index, size);
      const steps = pathSteps(nodeCrypto, { index, size, leafHash: hash, proof });
      expect(steps).toHaveLength(proof.length);
      const root = frontierRoot(nodeCrypto, follower.frontier());
      expect(Uint8Array.from(steps.at(-1)?.result ?? hash)).toEqual(Uint8Array.from(root));
    }),
    { numRuns: 60 },
  );
});

it("F20: hashes that are too many end where the root is", () => {
  const hash = leafHash(nodeCrypto, new Uint8Array());
  expect(pathSteps(nodeCrypto, { index: 0, size: 2, leafHash: hash, proof: [hash, hash, hash] })).toHaveLength(1);
  expect(pathSteps(nodeCrypto, { index: 0, size: 1, leafHash: hash, proof: [hash] })).toEqual([]);
});
