import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { BrokenModel } from "../bytes/byte-reader.ts";
import { inflated } from "./inflate.ts";

const TEXTS = [
  "",
  "a",
  "abcabcabc".repeat(50),
  "x".repeat(100_000),
  Array.from({ length: 3_000 }, (_, at) => String(at * 7_919)).join(","),
];

describe("a deflated stream", () => {
  it.each([0, 1, 9])("of level %s holds what was put in", (level) => {
    for (const text of TEXTS)
      expect(Buffer.from(inflated(deflateRawSync(text, { level }), 1_000_000)).toString()).toBe(text);
  });

  it("is not unpacked beyond the bound", () => {
    expect(inflated(deflateRawSync(Buffer.alloc(10_000_000)), 1_000).length).toBe(1_000);
  });

  it("that is broken says so, wherever it is cut or changed", () => {
    const bytes = new Uint8Array(deflateRawSync(TEXTS[4] ?? ""));
    for (let at = 0; at < bytes.length; at += 61)
      for (const own of [bytes.subarray(0, at), bytes.with(at, 255)])
        try {
          inflated(own, 100_000);
        } catch (error) {
          expect(error).toBeInstanceOf(BrokenModel);
        }
  });
});
