import { describe, expect, it } from "vitest";
import { bodies } from "./bodies.ts";

async function* pieces(...sizes: readonly number[]) {
  for (const size of sizes) yield new Uint8Array(size);
}

describe("the bodies of requests", () => {
  it("J9: are bounded each, and all together, and make room when they have been read", async () => {
    const room = bodies(10);
    expect(await room.read(pieces(3, 4), 8)).toHaveLength(7);
    await expect(room.read(pieces(3, 6), 8)).rejects.toThrow(/^limit\.request: /);
    const { promise, resolve } = Promise.withResolvers<void>();
    const slow = room.read(
      (async function* () {
        yield new Uint8Array(6);
        await promise;
      })(),
      8,
    );
    await expect(room.read(pieces(5), 8)).rejects.toThrow(/^limit\.busy: /);
    resolve();
    expect(await slow).toHaveLength(6);
    expect(await room.read(pieces(8), 8)).toHaveLength(8);
  });
});
