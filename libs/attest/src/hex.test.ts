import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeHex, encodeHex, formatHex, parseHex } from "./hex.ts";

describe("hexadecimal", () => {
  it("reads back every sequence of bytes, with and without the engine's own coder", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(parseHex(formatHex(bytes))).toEqual(bytes);
        expect(encodeHex(bytes)).toBe(formatHex(bytes));
        expect(decodeHex(encodeHex(bytes))).toEqual(bytes);
      }),
    );
  });

  it("writes two lowercase digits a byte", () => {
    expect(formatHex(Uint8Array.of(0, 10, 255))).toBe("000aff");
  });

  it("names the area of the caller in its code", () => {
    expect(() => parseHex("?", "bundle")).toThrow(expect.objectContaining({ code: "bundle.hex" }));
  });

  it.each(["0", "0A", "0g", " 00", "00\n", "0x00"])("refuses %j", (text) => {
    expect(() => parseHex(text)).toThrow(expect.objectContaining({ code: "attest.hex" }));
  });
});
