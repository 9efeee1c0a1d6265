import { openFolder } from "@countersign/adapters/files";
import { tempFolder } from "@countersign/testkit";
import { formatEntryBundle } from "@countersign/tlog";
import { describe, expect, it } from "vitest";
import { storedTile } from "./stored-tile.ts";

const hashes = (count: number) =>
  new Uint8Array(Buffer.concat(Array.from({ length: count }, (_, at) => Buffer.alloc(32, at))));
const entries = (count: number) =>
  formatEntryBundle(Array.from({ length: count }, (_, at) => new TextEncoder().encode(`${at}`)));

describe("a tile of a mirror", () => {
  it("is as wide as asked, cut out of a wider one where only that is kept", async () => {
    using folder = tempFolder();
    const files = await openFolder(folder.path);
    await files.put("log/tile/0/000.p/7", hashes(7));
    await files.put("log/tile/0/000.p/90", hashes(90));
    await files.put("log/tile/entries/000.p/90", entries(90));
    await files.put("log/tile/0/001", hashes(256));
    expect(await storedTile(files, "tile/0/000.p/7")).toEqual(hashes(7));
    expect(await storedTile(files, "tile/0/000.p/8")).toEqual(hashes(8));
    expect(await storedTile(files, "tile/entries/000.p/8")).toEqual(entries(8));
    expect(await storedTile(files, "tile/0/001.p/5")).toEqual(hashes(5));
    expect(await storedTile(files, "tile/0/001")).toEqual(hashes(256));
  });

  it("is not there where nothing is as wide", async () => {
    using folder = tempFolder();
    const files = await openFolder(folder.path);
    await files.put("log/tile/0/000.p/7", hashes(7));
    expect(await storedTile(files, "tile/0/000.p/8")).toBeUndefined();
    expect(await storedTile(files, "tile/0/000")).toBeUndefined();
    expect(await storedTile(files, "tile/entries/000.p/7")).toBeUndefined();
  });

  it.each([
    "tile/0/../../../witness.key",
    "tile/entries/../checkpoint",
    "tile/0/000.p/0",
    "tile/0/000.p/256",
    "tile/0/0",
  ])("J9: is never looked for at %s", async (path) => {
    using folder = tempFolder();
    const files = await openFolder(folder.path);
    await expect(storedTile(files, path)).rejects.toThrow(/^log\.tile-/);
  });
});
