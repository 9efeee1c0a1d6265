import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { HASH, firstOf, mirroredLog, publishedSize, until } from "./mirrored-log.testing.ts";

/** Files below a folder. */
const filesOf = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** Flips a bit of a file, in its middle. */
function spoil(path: string): void {
  const bytes = readFileSync(path);
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

describe("a mirror that somebody changed on disk", { timeout: 240_000 }, () => {
  it("is noticed at the start, whatever was changed, and fetched again", async () => {
    using folder = tempFolder();
    await using scene = await mirroredLog(folder.path);
    const { log, front } = scene;
    const oracle = firstOf(scene);
    await using _server = await scene.serve();
    const mirror = join(oracle.dir, "logs", HASH);
    {
      await using witness = await oracle.start();
      await until(() => publishedSize(log) === 1);
      await log.baseline();
      await until(() => witness.events.some(({ event, size }) => event === "mirrored" && size === 2));
      await witness.end("SIGTERM");
    }
    const lasting = filesOf(mirror).filter((path) => path.includes("/evidence/") || path.endsWith(".p/2"));
    const sound = new Map(lasting.map((path) => [path, readFileSync(path)]));
    const [evidence = ""] = filesOf(join(mirror, "evidence"));
    const checkpoint = join(mirror, "log/checkpoint");
    const damages: readonly (readonly [string, () => void])[] = [
      ["the leaves", () => spoil(join(mirror, "log/tile/entries/000.p/2"))],
      ["no leaves", () => rmSync(join(mirror, "log/tile"), { recursive: true })],
      ["a hash tile", () => spoil(join(mirror, "log/tile/0/000.p/2"))],
      ["evidence", () => spoil(evidence)],
      ["no evidence", () => rmSync(evidence)],
      ["the checkpoint", () => writeFileSync(checkpoint, readFileSync(checkpoint, "utf8").replace("\n2\n", "\n3\n"))],
    ];
    for (const [what, damage] of damages) {
      damage();
      front.answers = () => ({ status: 500, body: "" });
      await using witness = await oracle.start();
      expect([what, witness.events.filter(({ event }) => event === "damaged")]).toEqual([
        what,
        [expect.objectContaining({ alarm: "witness.mirror-damaged" })],
      ]);
      front.answers = () => undefined;
      await until(
        () => filesOf(mirror).filter((path) => sound.get(path)?.equals(readFileSync(path))).length >= sound.size,
      );
      await until(async () => (await fetch(`${oracle.mirror}/checkpoint`)).status === 200);
      await witness.end("SIGTERM");
    }
    await using witness = await oracle.start();
    expect(witness.events.filter(({ event }) => event === "damaged")).toEqual([]);
    await until(() => witness.events.some(({ event }) => event === "cosigned"));
  });
});
