import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blobLines } from "./blob-lines.ts";
import { decodeText, encodeText, escapedByte } from "./text.ts";

describe("bytes as text", () => {
  it("loses no byte, whatever they are", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(encodeText(decodeText(bytes))).toEqual(bytes);
      }),
    );
  });

  it("is what UTF-8 says, where it is UTF-8", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(decodeText(encodeText(text))).toBe(text);
      }),
    );
  });

  it.each([
    ["a byte that begins nothing", [0x61, 0xff, 0x62], "a\udcffb"],
    ["a letter that was cut off", [0xc3], "\udcc3"],
    ["a spelling that is too long", [0xc0, 0xaf], "\udcc0\udcaf"],
    ["a surrogate", [0xed, 0xa0, 0x80], "\udced\udca0\udc80"],
    ["beyond Unicode", [0xf4, 0x90, 0x80, 0x80], "\udcf4\udc90\udc80\udc80"],
    ["one bad byte before a picture", [0xf0, 0xf0, 0x9f, 0x98, 0x80], "\udcf0😀"],
  ])("D8: %s stands as bytes", (_what, bytes, text) => {
    expect(decodeText(Uint8Array.from(bytes))).toBe(text);
    expect(encodeText(text)).toEqual(Uint8Array.from(bytes));
  });

  it("names the byte that a lone surrogate stands for", () => {
    expect([0xdc80, 0xdcff, 0xdc7f, 0xdd00, 0x41].map(escapedByte)).toEqual([
      0x80,
      0xff,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("D7: takes a content apart at line feeds alone", () => {
    const lines = (text: string) => blobLines(encodeText(text));
    expect(lines("")).toEqual({ lines: [], ended: true });
    expect(lines("a\r\nb\u2028c\u0085\n")).toEqual({ lines: ["a\r", "b\u2028c\u0085"], ended: true });
    expect(lines("a\n\nb")).toEqual({ lines: ["a", "", "b"], ended: false });
    expect(lines("\n")).toEqual({ lines: [""], ended: true });
  });
});
