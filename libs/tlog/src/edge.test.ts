import { nodeCrypto } from "@countersign/crypto/node";
import { text } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { planAppend } from "./append.ts";
import { EMPTY_EDGE, edgePaths, readEdge } from "./edge.ts";
import { formatEntryBundle } from "./entry-bundle.ts";
import { emptyRoot } from "./hash.ts";
import { frontierRoot } from "./frontier.ts";
import { codeOf, testEntries, testLog } from "./test-log.testing.ts";

function stored(size: number) {
  const log = testLog(size);
  return { log, tree: { size, root: frontierRoot(nodeCrypto, log.edge().frontier) } };
}

describe("the edge of a stored log", () => {
  it.each([1, 255, 256, 257, 300, 65_535, 65_536, 65_793])("at size %i goes on like the one in memory", (size) => {
    const { log, tree } = stored(size);
    const read: string[] = [];
    const edge = readEdge(nodeCrypto, tree, (path) => {
      read.push(path);
      return log.read(path);
    });
    expect(read.toSorted()).toEqual(edgePaths(size).toSorted());
    const more = testEntries(size, size + 300);
    const again = planAppend(nodeCrypto, "log.example", edge, more);
    const straight = planAppend(nodeCrypto, "log.example", log.edge(), more);
    expect(again.text).toBe(straight.text);
    expect(again.writes.map(({ path }) => path)).toEqual(straight.writes.map(({ path }) => path));
    expect(
      again.writes.every(({ bytes }, i) => Buffer.compare(bytes, straight.writes[i]?.bytes ?? text("")) === 0),
    ).toBe(true);
  });

  it("of an empty log reads nothing", () => {
    const read = () => expect.fail("nothing is to be read");
    expect(readEdge(nodeCrypto, { size: 0, root: emptyRoot(nodeCrypto) }, read)).toEqual(EMPTY_EDGE);
    expect(codeOf(() => readEdge(nodeCrypto, { size: 0, root: new Uint8Array(32) }, read))).toBe("log.root");
  });

  it("names its files", () => {
    expect(edgePaths(256)).toEqual(["tile/1/000.p/1"]);
    expect(edgePaths(70_000)).toEqual([
      "tile/entries/273.p/112",
      "tile/0/273.p/112",
      "tile/1/001.p/17",
      "tile/2/000.p/1",
    ]);
  });

  it("F23 is refused where a tile or a bundle is damaged", () => {
    const { log, tree } = stored(300);
    const edge = () => readEdge(nodeCrypto, tree, log.read);
    const damaged = log.read("tile/1/000.p/1").map((byte, i) => (i === 0 ? byte ^ 1 : byte));
    log.files.set("tile/1/000.p/1", damaged);
    expect(codeOf(edge)).toBe("log.root");
    log.files.set("tile/1/000.p/1", damaged.subarray(1));
    expect(codeOf(edge)).toBe("log.tile-length");
  });

  it("F23 is refused where the partial bundle is of other entries", () => {
    const { log, tree } = stored(300);
    const forged = formatEntryBundle([...testEntries(256, 299), text("forged")]);
    log.files.set("tile/entries/001.p/44", forged);
    expect(codeOf(() => readEdge(nodeCrypto, tree, log.read))).toBe("log.entry-bundle-hash");
  });
});
